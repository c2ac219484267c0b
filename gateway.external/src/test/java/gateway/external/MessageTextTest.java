package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.Status.DeviceState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageTextTest {

  private static String shown(String status) {
    byte[] message =
        Messages.status(
            "abc",
            DeviceState.RUNNING,
            7,
            Messages.device(Bench.device("a")),
            new StatusReport(Bench.device("a"), Payload.ofText(status), false),
            Optional.empty());
    return new MessageText(message, ExternalClient.parser()).toString();
  }

  @Test
  void aMessageIsOneReadableLine() {
    String text = shown("on\nor off");
    assertTrue(text.contains("sessionId: \"abc\""), text);
    assertTrue(text.contains("on\\nor off"), text);
    assertEquals(1, text.lines().count());
  }

  @Test
  void aLongOneIsCut() {
    String text = shown("x".repeat(100_000));
    assertTrue(text.length() < 500 && text.endsWith("…"), text);
  }

  @Test
  void whatIsNoMessageIsNotShown() {
    assertEquals(
        "2 bytes: no message of the protocol",
        new MessageText(new byte[] {10, 99}, ExternalClient.parser()).toString());
  }
}
