package gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.InternalClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceFramesTest {

  private final DeviceFrames frames = new DeviceFrames(GoldenVectorsTest.DEVICE.toByteArray());

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] body(String hex) {
    byte[] frame = bytes(hex);
    return Arrays.copyOfRange(frame, 4, frame.length);
  }

  @Test
  void answersAreTheGoldenFrames() {
    assertArrayEquals(bytes(GoldenVectorsTest.V2), frames.connectResponse(0));
    assertArrayEquals(bytes(GoldenVectorsTest.V3), frames.connectResponse(1));
    assertArrayEquals(bytes(GoldenVectorsTest.V6), frames.command(0));
    byte[] data = "{\"b\":2}".getBytes(StandardCharsets.UTF_8);
    byte[] command = frames.command(data.length);
    System.arraycopy(data, 0, command, command.length - data.length, data.length);
    assertArrayEquals(bytes(GoldenVectorsTest.V5), command);
  }

  @Test
  void aNegativeResponseTypeIsAllowedOnTheWire() throws Exception {
    byte[] frame = frames.connectResponse(-1);
    var parsed =
        gateway.protocol.internal.InternalServer.parseFrom(
            Arrays.copyOfRange(frame, 4, frame.length));
    assertEquals(-1, parsed.getDeviceConnectResponse().getResponseTypeValue());
    assertEquals(GoldenVectorsTest.DEVICE, parsed.getDeviceConnectResponse().getDevice());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 127, 128, 300, 16_383, 16_384, 700_000})
  void statusDataOfAnySizeAreFound(int size) {
    String data = "x".repeat(size);
    byte[] body = GoldenVectorsTest.status(data).toByteArray();
    byte[] shifted = new byte[body.length + 9];
    System.arraycopy(body, 0, shifted, 5, body.length);
    int at = frames.findStatusData(shifted, 5, body.length);
    assertEquals(data, new String(shifted, at, 5 + body.length - at, StandardCharsets.UTF_8));
  }

  @Test
  void everythingElseIsLeftToTheParser() {
    byte[] connect = body(GoldenVectorsTest.V1);
    assertEquals(-1, frames.findStatusData(connect, 0, connect.length));
    byte[] status = body(GoldenVectorsTest.V4);
    DeviceFrames other =
        new DeviceFrames(
            Device.newBuilder(GoldenVectorsTest.DEVICE).setPriority(4).build().toByteArray());
    assertEquals(-1, other.findStatusData(status, 0, status.length));
    for (int cut = 0; cut < status.length; cut++) {
      assertEquals(-1, frames.findStatusData(status, 0, cut), "cut at " + cut);
    }
  }

  @Test
  void garbageNeverDoesMoreThanFail() {
    Random random = new Random(7);
    byte[] status = body(GoldenVectorsTest.V4);
    for (int i = 0; i < 100_000; i++) {
      byte[] garbage = Arrays.copyOf(status, random.nextInt(status.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && garbage.length > 0; flips--) {
        garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();
      }
      int at = frames.findStatusData(garbage, 0, garbage.length);
      assertTrue(at >= -1 && at <= garbage.length);
      try {
        ClientMessage.parse(garbage, 0, garbage.length);
      } catch (InvalidProtocolBufferException expected) {
        assertEquals(-1, at, "the fast path accepts only what the parser accepts");
      }
    }
  }

  @Test
  void aMessageKeepsTheDeviceAsItWasSent() throws Exception {
    // the fields of the Device in another order than protobuf writes them
    byte[] device = bytes("28032204636172371a0764726976696e6710010801");
    byte[] connect = new byte[device.length + 4];
    connect[0] = 0x0a;
    connect[1] = (byte) (device.length + 2);
    connect[2] = 0x0a;
    connect[3] = (byte) device.length;
    System.arraycopy(device, 0, connect, 4, device.length);
    ClientMessage message = ClientMessage.parse(connect, 0, connect.length);
    assertEquals(ClientMessage.Kind.CONNECT, message.kind());
    assertEquals(GoldenVectorsTest.DEVICE, message.device());
    assertArrayEquals(device, message.encodedDevice());
  }

  @Test
  void unusualEncodingsAreUnderstood() throws Exception {
    InternalClient client =
        GoldenVectorsTest.status("{\"a\":1}").toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(9, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build();
    byte[] body = client.toByteArray();
    ClientMessage message = ClientMessage.parse(body, 0, body.length);
    assertEquals(
        "{\"a\":1}",
        new String(
            message.data(), message.dataOffset(), message.dataLength(), StandardCharsets.UTF_8));
    assertArrayEquals(GoldenVectorsTest.DEVICE.toByteArray(), message.encodedDevice());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0a00", "1200", "ff", "0a01", "1a00"})
  void messagesWithoutADeviceAreRefused(String hex) {
    byte[] body = bytes(hex);
    assertThrows(
        InvalidProtocolBufferException.class, () -> ClientMessage.parse(body, 0, body.length));
  }
}
