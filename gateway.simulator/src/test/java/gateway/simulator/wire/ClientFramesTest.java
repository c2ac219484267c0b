package gateway.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.Device;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** PROTOCOL, Appendix A. */
class ClientFramesTest {

  private static final gateway.protocol.internal.Device DEVICE =
      ClientFrames.device(Device.of(1, 1, "driving", "car7", 3));

  @Test
  void connectIsV1() {
    assertEquals(
        "190000000a170a15080110011a0764726976696e672204636172372803",
        HexFormat.of().formatHex(ClientFrames.connect(DEVICE)));
  }

  @Test
  void statusIsV4() {
    byte[] data = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "2200000012200a15080110011a0764726976696e67220463617237280312077b2261223a317d",
        HexFormat.of().formatHex(ClientFrames.status(DEVICE, data)));
  }
}
