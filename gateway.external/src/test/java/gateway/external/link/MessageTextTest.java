package gateway.external.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import gateway.external.base.Setup;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.Status;
import gateway.protocol.internal.DeviceStatus;
import org.junit.jupiter.api.Test;

class MessageTextTest {

  private static String shown(String status) {
    byte[] message =
        ExternalClient.newBuilder()
            .setStatus(
                Status.newBuilder()
                    .setSessionId("abc")
                    .setDeviceState(Status.DeviceState.RUNNING)
                    .setDeviceStatus(
                        DeviceStatus.newBuilder()
                            .setDevice(Setup.wire(Setup.device("a")))
                            .setStatusData(ByteString.copyFromUtf8(status))))
            .build()
            .toByteArray();
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
