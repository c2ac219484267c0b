package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.MemoryBudget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Room for some forty connections, and for frames of 64 KiB that arrive in pieces. */
@Timeout(60)
class MemoryTest {

  private static final int CONNECTIONS = 256 * 1024;
  private static final int FRAMES = 256 * 1024;

  private final MemoryBudget connections = new MemoryBudget(CONNECTIONS);
  private final MemoryBudget frames = new MemoryBudget(FRAMES);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Harness harness;

  @BeforeEach
  void start() throws IOException {
    harness = new Harness(Harness.SETTINGS, connections, frames);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable socket : opened) {
      socket.close();
    }
    harness.close();
  }

  private TestDevice device(String role) throws IOException {
    TestDevice device = harness.device(role);
    opened.add(device);
    return device;
  }

  @Test
  void aConnectMessageIsAtMostAKibibyte() throws Exception {
    TestDevice longest = device("r".repeat(1000));
    assertTrue(longest.connectFrame().length <= 1024);
    assertEquals(0, longest.connect());
    TestDevice tooLong = device("r".repeat(1024));
    tooLong.send(tooLong.connectFrame());
    tooLong.awaitClose();
    assertEquals("x", longest.status("x"));
  }

  @Test
  void aConnectBeyondTheMemoryIsClosedWithoutAnAnswerAndTheOthersAreServed() throws Exception {
    TestDevice good = device("good").connected();
    boolean refused = false;
    for (int i = 0; i < 100 && !refused; i++) {
      TestDevice next = device(i + "r".repeat(900));
      next.send(next.connectFrame());
      refused = !next.isAnswered();
      assertEquals("x", good.status("x"));
    }
    assertTrue(refused);
    assertTrue(connections.used() <= CONNECTIONS);
  }

  @Test
  void silentSocketsTakeNoMemoryFromADeviceThatIntroducesItself() throws Exception {
    InetSocketAddress address = harness.server.addresses().get(0);
    for (int i = 0; i < 200; i++) {
      opened.add(new Socket(address.getAddress(), address.getPort()));
    }
    TestDevice device = device("r".repeat(900)).connected();
    assertEquals("x", device.status("x"));
  }

  @Test
  void aLargeFrameBeyondTheMemoryClosesItsConnectionAndSmallOnesStillArrive() throws Exception {
    TestDevice small = device("small").connected();
    List<TestDevice> large = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      large.add(device("large" + i).connected());
    }
    String status = "s".repeat(100_000);
    for (TestDevice device : large) {
      byte[] frame = device.statusFrame(status);
      device.send(Arrays.copyOf(frame, frame.length - 1));
    }
    large.get(7).awaitClose();
    byte[] frame = small.statusFrame("t".repeat(3000));
    small.send(Arrays.copyOf(frame, 2000));
    small.send(Arrays.copyOfRange(frame, 2000, frame.length));
    assertEquals(3000, small.readCommand(small.device).length());
    assertTrue(frames.used() <= FRAMES);
  }

  @Test
  void whatAConnectionTookIsThereForTheNextOne() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (TestDevice device = harness.device("r".repeat(900))) {
        device.connected();
        byte[] frame = device.statusFrame("s".repeat(50_000));
        device.send(Arrays.copyOf(frame, frame.length - 1));
        device.send(Arrays.copyOfRange(frame, frame.length - 1, frame.length));
        assertEquals(50_000, device.readCommand(device.device).length());
      }
      assertTrue(harness.event().startsWith("connect"));
      assertTrue(harness.event().startsWith("CLIENT_CLOSED"));
    }
    assertEquals(0, frames.used());
  }
}
