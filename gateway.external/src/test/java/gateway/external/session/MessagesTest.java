package gateway.external.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.base.Setup;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Status.DeviceState;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Golden vectors (PROTOCOL, Appendix A). */
class MessagesTest {

  private static final String SESSION = "abcDEF12";
  private static final Device DEVICE = Device.of(1, 1, "driving", "car7", 3);

  private static String hex(byte[] message) {
    return HexFormat.of().formatHex(message);
  }

  @Test
  void connect() {
    assertEquals(
        "0a290a0861626344454631321202636f1a0276312215080110011a0764726976696e67"
            + "2204636172372803",
        hex(
            Messages.connect(
                SESSION, Setup.settings(1, 1).vehicle(), List.of(Messages.device(DEVICE)))));
  }

  @Test
  void statusWithErrorMessage() {
    assertEquals(
        "12320a086162634445463132180122200a15080110011a0764726976696e6722046361"
            + "7237280312077b2261223a317d2a027b7d",
        hex(
            Messages.status(
                SESSION,
                DeviceState.CONNECTING,
                1,
                Messages.device(DEVICE),
                new StatusReport(DEVICE, Payload.ofText("{\"a\":1}"), false),
                Optional.of(Payload.ofText("{}")))));
  }

  @Test
  void commandResponse() {
    assertEquals(
        "1a0a0a086162634445463132",
        hex(Messages.commandResponse(SESSION, CommandResponse.Type.OK, 0)));
  }
}
