package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.InvalidValueException;
import gateway.internalserver.DevicePort.Pipeline;
import gateway.internalserver.ServerSettings.Bounds;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Two ports: one for every device, one for the device "right" only. */
@Timeout(60)
class DevicePortTest {

  private static final DevicePort LIMITED =
      new DevicePort(
          "127.0.0.1", 0, Pipeline.PLAIN, (channel, device) -> device.role().equals("right"));

  private Harness harness;

  @BeforeEach
  void start() throws IOException {
    harness = new Harness(Harness.settings(Harness.TIMING, Harness.PORT, LIMITED));
  }

  @AfterEach
  void stop() throws InterruptedException {
    harness.close();
  }

  private TestDevice limited(String role, int priority) throws IOException {
    return new TestDevice(harness.server.addresses().get(1), 7, 0, role, "name", priority);
  }

  @Test
  void aPortAcceptsOnlyTheDevicesOfItsRule() throws Exception {
    try (TestDevice right = limited("right", 0).connected();
        TestDevice wrong = limited("wrong", 0);
        TestDevice elsewhere = harness.device("wrong").connected()) {
      assertEquals(3, wrong.connect());
      wrong.awaitClose();
      assertEquals("x", right.status("x"));
      assertEquals("y", elsewhere.status("y"));
    }
  }

  @Test
  void portsShareAdmissionAndHandshake() throws Exception {
    try (TestDevice first = harness.device(7, 0, "right", 1).connected();
        TestDevice stronger = limited("right", 0).connected()) {
      first.awaitClose();
      assertEquals("x", stronger.status("x"));
      try (TestDevice weaker = harness.device(7, 0, "right", 1)) {
        assertEquals(4, weaker.connect());
      }
    }
  }

  @Test
  void aPortThatGoesIsClosedAndItsDevicesStay() throws Exception {
    InetSocketAddress before = harness.server.addresses().get(1);
    try (TestDevice device = limited("right", 0).connected()) {
      harness.server.change(Harness.settings(Harness.TIMING, Harness.PORT));
      assertEquals("x", device.status("x"));
      assertThrows(ConnectException.class, () -> new TestDevice(before, 7, 0, "r", "n", 0));
    }
  }

  @Test
  void ofSeveralPortsAllAreOpenedOrNone() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DevicePort free = new DevicePort("127.0.0.2", 0);
      DevicePort blocked = new DevicePort("127.0.0.1", taken.getLocalPort());
      assertTrue(
          assertThrows(
                  IOException.class,
                  () -> harness.server.change(Harness.settings(Harness.TIMING, free, blocked)))
              .getMessage()
              .startsWith("cannot listen for devices on " + blocked + ": "));
      assertEquals(2, harness.server.addresses().size());
      limited("right", 0).connected().close();
      harness.device("r").connected().close();
    }
  }

  private static String faultyKey(Executable settings) {
    return assertThrows(InvalidValueException.class, settings).key();
  }

  @Test
  void aFaultNamesItsKey() {
    assertEquals("port", faultyKey(() -> new DevicePort("::", -1)));
    assertEquals("address", faultyKey(() -> new DevicePort(" ", 1)));
    assertEquals("max-frame-bytes", faultyKey(() -> new Bounds(0, 1, 1, 1)));
    assertEquals("max-connect-bytes", faultyKey(() -> new Bounds(1, 0, 1, 1)));
    assertEquals("max-connections", faultyKey(() -> new Bounds(1, 1, 0, 1)));
    assertEquals("max-connections-per-address", faultyKey(() -> new Bounds(1, 1, 1, 0)));
    assertEquals("connect-hold", faultyKey(() -> Harness.timing(1, 1, 1, -1)));
  }
}
