package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gateway.internalserver.ServerSettings.Bounds;
import gateway.internalserver.ServerSettings.Timing;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another configuration while devices are connected. */
@Timeout(60)
class ChangedSettingsTest {

  private Harness harness;

  @BeforeEach
  void start() throws IOException {
    harness = new Harness();
  }

  @AfterEach
  void stop() throws InterruptedException {
    harness.close();
  }

  private static ServerSettings settings(int port, int maxConnections, Duration deadline) {
    Duration patience = Duration.ofSeconds(10);
    return new ServerSettings(
        List.of(new DevicePort("127.0.0.1", port)),
        new Bounds(1024 * 1024, 1024, maxConnections, 4096),
        new Timing(patience, patience, deadline, patience),
        Testing.OFF);
  }

  @Test
  void aChangedLimitCountsForWhoIsConnected() throws Exception {
    try (TestDevice device = harness.device("r").connected()) {
      harness.server.change(settings(0, 4096, Duration.ofMillis(50)));
      assertEquals("x", device.status("x"));
      device.send(device.statusFrame("mute"));
      device.awaitClose(); // the harness's own deadline is ten seconds
    }
  }

  @Test
  void anotherPortKeepsTheConnectionsOfTheOneBefore() throws Exception {
    InetSocketAddress before = harness.server.addresses().get(0);
    try (TestDevice device = harness.device("r").connected()) {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      harness.server.change(settings(port, 4096, Duration.ofSeconds(10)));
      assertEquals(port, harness.server.addresses().get(0).getPort());
      assertEquals("x", device.status("x"));
      try (TestDevice other = harness.device("other").connected()) {
        assertEquals("y", other.status("y"));
      }
      assertThrows(ConnectException.class, () -> new TestDevice(before, 7, 0, "r", "n", 0));
    }
  }

  @Test
  void aPortThatIsTakenChangesNothing() throws Exception {
    InetSocketAddress before = harness.server.addresses().get(0);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestDevice device = harness.device("r").connected()) {
      assertThrows(
          IOException.class,
          () -> harness.server.change(settings(taken.getLocalPort(), 1, Duration.ofSeconds(10))));
      assertEquals(before, harness.server.addresses().get(0));
      assertEquals("x", device.status("x"));
      harness.device("other").connected().close();
    }
  }
}
