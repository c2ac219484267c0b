package gateway.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.protocol.DeviceFrames;
import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import gateway.simulator.wire.ClientFrames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How answers are looked at. */
class LoadClientTest {

  private static final Duration PHASE = Duration.ofMillis(50);

  private static LoadDevice device(String role) {
    return new LoadDevice(
        ClientFrames.device(Device.of(1, 0, role, role, 0)), LoadStatus.mission(3));
  }

  private static InetSocketAddress address(AnsweringGateway gateway) {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(gateway.port()));
  }

  @Test
  void eachAnswerIsSeenWithTheStatusItAnswers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    LoadClient.Check check =
        (device, length, nanos) -> {
          numbers.add(device.lastNumber());
          return device.copyCommand(length, new byte[3]) == 3;
        };
    try (AnsweringGateway gateway = new AnsweringGateway(ResponseType.OK);
        LoadClient client = new LoadClient(address(gateway), check, List.of(device("a")), 0)) {
      client.open();
      LoadClient.Phase phase = client.run(PHASE, new Histogram());
      assertEquals(0, phase.drops());
      assertTrue(numbers.size() >= phase.roundTrips() && phase.roundTrips() > 0);
      for (int i = 0; i < numbers.size(); i++) {
        assertEquals(LoadStatus.FIRST_NUMBER + i, numbers.get(i));
      }
      List<String> sent = List.copyOf(gateway.statuses);
      for (int i = 0; i < numbers.size(); i++) {
        String state = (LoadStatus.FIRST_NUMBER + i) / 3 % 2 == 0 ? "\"DRIVE\"" : "\"IDLE\"";
        assertTrue(sent.get(i).contains(state), sent.get(i));
      }
    }
  }

  @Test
  void aWrongAnswerEndsTheConnection() throws IOException {
    try (AnsweringGateway gateway = new AnsweringGateway(ResponseType.OK);
        LoadClient client =
            new LoadClient(
                address(gateway),
                (device, length, nanos) -> false,
                List.of(device("a"), device("b")),
                0)) {
      client.open();
      LoadClient.Phase phase = client.run(PHASE, new Histogram());
      assertEquals(2, phase.wrong());
      assertEquals(2, phase.drops());
    }
  }

  @Test
  void aCommandForAnotherDeviceIsNone() throws IOException {
    DeviceFrames mine = frames("a");
    DeviceFrames other = frames("b");
    assertEquals(5, dataOf(mine.command(5)));
    assertEquals(0, dataOf(mine.command(0)));
    assertEquals(-1, dataOf(other.command(5)));
    assertEquals(-1, dataOf(mine.connectResponse(0)));
    assertEquals(-1, dataOf(mine.command(500)));
    byte[] damaged = mine.command(5);
    damaged[5]++;
    assertEquals(-1, dataOf(damaged));
  }

  private static DeviceFrames frames(String role) {
    return new DeviceFrames(device(role).device.toByteArray());
  }

  /** Lets device "a" read an answer, and returns the length of its data. */
  private static int dataOf(byte[] answer) throws IOException {
    try (ServerSocketChannel listener =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel here = SocketChannel.open(listener.getLocalAddress());
        SocketChannel there = listener.accept()) {
      LoadDevice device = device("a");
      device.open(here);
      device.send();
      there.write(ByteBuffer.wrap(answer));
      int length;
      do {
        length = device.read();
      } while (length == 0);
      return device.copyCommand(length, new byte[100]);
    }
  }
}
