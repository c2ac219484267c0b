package gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import gateway.protocol.external.Command;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status;
import gateway.protocol.external.StatusResponse;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceCommand;
import gateway.protocol.internal.DeviceConnect;
import gateway.protocol.internal.DeviceConnectResponse;
import gateway.protocol.internal.DeviceStatus;
import gateway.protocol.internal.InternalClient;
import gateway.protocol.internal.InternalServer;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PROTOCOL, Appendix A: both ways, byte for byte. */
class GoldenVectorsTest {

  static final Device DEVICE =
      Device.newBuilder()
          .setModuleValue(1)
          .setDeviceType(1)
          .setDeviceRole("driving")
          .setDeviceName("car7")
          .setPriority(3)
          .build();
  private static final String SESSION = "abcDEF12";

  static final String V1 = "190000000a170a15080110011a0764726976696e672204636172372803";
  static final String V2 = "190000000a171215080110011a0764726976696e672204636172372803";
  static final String V3 = "1b0000000a1908011215080110011a0764726976696e672204636172372803";
  static final String V4 =
      "2200000012200a15080110011a0764726976696e67220463617237280312077b2261223a317d";
  static final String V5 =
      "2200000012200a15080110011a0764726976696e67220463617237280312077b2262223a327d";
  static final String V6 = "1900000012170a15080110011a0764726976696e672204636172372803";
  static final String V7 = "0d0000000a0b08ffffffffffffffffff01";
  static final String V8 = "020000000a00";
  static final String V9 = "08031a0172";
  static final String X1 =
      "0a290a0861626344454631321202636f1a0276312215080110011a0764726976696e672204636172372803";
  static final String X2 = "0a0a0a086162634445463132";
  static final String X3 =
      "12320a086162634445463132180122200a15080110011a0764726976696e67220463617237280312077b2261"
          + "223a317d2a027b7d";
  static final String X4 = "120c0a0861626344454631321801";
  static final String X5 = "1a210a0861626344454631321a150a13080110011a0764726976696e67220463617237";
  static final String X6 = "1a0a0a086162634445463132";

  static Stream<Arguments> vectors() {
    return Stream.of(
        vector("V1", true, V1, connect()),
        vector("V2", true, V2, response(0)),
        vector("V3", true, V3, response(1)),
        vector("V4", true, V4, status("{\"a\":1}")),
        vector("V5", true, V5, command("{\"b\":2}")),
        vector("V6", true, V6, command("")),
        vector(
            "V7",
            true,
            V7,
            InternalServer.newBuilder()
                .setDeviceConnectResponse(
                    DeviceConnectResponse.newBuilder().setResponseTypeValue(-1))
                .build()),
        vector(
            "V8",
            true,
            V8,
            InternalServer.newBuilder()
                .setDeviceConnectResponse(DeviceConnectResponse.getDefaultInstance())
                .build()),
        vector("V9", false, V9, Device.newBuilder().setModuleValue(3).setDeviceRole("r").build()),
        vector(
            "X1",
            false,
            X1,
            ExternalClient.newBuilder()
                .setConnect(
                    Connect.newBuilder()
                        .setSessionId(SESSION)
                        .setCompany("co")
                        .setVehicleName("v1")
                        .addDevices(DEVICE))
                .build()),
        vector(
            "X2",
            false,
            X2,
            ExternalServer.newBuilder()
                .setConnectResponse(ConnectResponse.newBuilder().setSessionId(SESSION))
                .build()),
        vector(
            "X3",
            false,
            X3,
            ExternalClient.newBuilder()
                .setStatus(
                    Status.newBuilder()
                        .setSessionId(SESSION)
                        .setMessageCounter(1)
                        .setDeviceStatus(status("{\"a\":1}").getDeviceStatus())
                        .setErrorMessage(ByteString.copyFromUtf8("{}")))
                .build()),
        vector(
            "X4",
            false,
            X4,
            ExternalServer.newBuilder()
                .setStatusResponse(
                    StatusResponse.newBuilder().setSessionId(SESSION).setMessageCounter(1))
                .build()),
        vector(
            "X5",
            false,
            X5,
            ExternalServer.newBuilder()
                .setCommand(
                    Command.newBuilder()
                        .setSessionId(SESSION)
                        .setDeviceCommand(
                            DeviceCommand.newBuilder()
                                .setDevice(DEVICE.toBuilder().clearPriority())))
                .build()),
        vector(
            "X6",
            false,
            X6,
            ExternalClient.newBuilder()
                .setCommandResponse(CommandResponse.newBuilder().setSessionId(SESSION))
                .build()));
  }

  private static Arguments vector(String id, boolean framed, String hex, MessageLite message) {
    return Arguments.of(id, framed, hex, message);
  }

  static InternalClient connect() {
    return InternalClient.newBuilder()
        .setDeviceConnect(DeviceConnect.newBuilder().setDevice(DEVICE))
        .build();
  }

  static InternalClient status(String data) {
    return InternalClient.newBuilder()
        .setDeviceStatus(
            DeviceStatus.newBuilder()
                .setDevice(DEVICE)
                .setStatusData(ByteString.copyFromUtf8(data)))
        .build();
  }

  private static InternalServer response(int type) {
    return InternalServer.newBuilder()
        .setDeviceConnectResponse(
            DeviceConnectResponse.newBuilder().setResponseTypeValue(type).setDevice(DEVICE))
        .build();
  }

  private static InternalServer command(String data) {
    return InternalServer.newBuilder()
        .setDeviceCommand(
            DeviceCommand.newBuilder()
                .setDevice(DEVICE)
                .setCommandData(ByteString.copyFromUtf8(data)))
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void encodesAndDecodes(String id, boolean framed, String hex, MessageLite message)
      throws Exception {
    byte[] golden = HexFormat.of().parseHex(hex);
    byte[] body = framed ? java.util.Arrays.copyOfRange(golden, 4, golden.length) : golden;
    assertArrayEquals(body, message.toByteArray());
    Parser<? extends MessageLite> parser = message.getParserForType();
    assertEquals(message, parser.parseFrom(body));
    if (framed) {
      byte[] header = new byte[4];
      DeviceFrames.putHeader(header, body.length);
      assertArrayEquals(java.util.Arrays.copyOf(golden, 4), header);
    }
  }

  @Test
  void unknownEnumNumbersSurvive() throws Exception {
    Device device = Device.newBuilder().setModuleValue(4711).setDeviceType(-1).build();
    Device parsed = Device.parseFrom(device.toByteArray());
    assertEquals(4711, parsed.getModuleValue());
    assertEquals("4294967295", Integer.toUnsignedString(parsed.getDeviceType()));
    assertArrayEquals(device.toByteArray(), parsed.toByteArray());
  }

  @Test
  void anErrorMessageIsPresentOrAbsentNotEmpty() {
    assertFalse(Status.getDefaultInstance().hasErrorMessage());
    assertTrue(Status.newBuilder().setErrorMessage(ByteString.EMPTY).build().hasErrorMessage());
  }
}
