package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.view.DeviceServerView.LaneSnapshot;
import gateway.api.view.DeviceServerView.Traffic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficTest {

  private Harness harness;

  @BeforeEach
  void start() throws Exception {
    harness = new Harness();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  /** What was counted before everything that the lane has to do now. */
  private Traffic traffic() throws Exception {
    awaitLane();
    return harness.server.traffic().snapshot().get(0);
  }

  @Test
  void everyAnswerIsTimedAndEveryEndHasItsCause() throws Exception {
    try (TestDevice device = harness.device("r").connected()) {
      assertEquals("a", device.status("a"));
      assertEquals("b", device.status("b"));
      harness.event();
      Traffic traffic = traffic();
      assertEquals(7, traffic.module());
      assertEquals("0", traffic.deviceType());
      assertEquals(1, traffic.connects());
      assertEquals(2, traffic.roundTrips().count());
      device.send(device.statusFrame("bad"));
      device.awaitClose();
    }
    Map<String, Long> disconnects = traffic().disconnects();
    assertEquals(1, disconnects.get("INVALID_STATUS"));
    assertEquals(0, disconnects.get("CLIENT_CLOSED"));
  }

  @Test
  void whatTheGatewayCutsOffDuringACallWasNotClosedByTheDevice() throws Exception {
    CountDownLatch cutOff = new CountDownLatch(1);
    harness.onStatus = () -> HandshakeTest.await(cutOff);
    try (TestDevice device = harness.device("r").connected()) {
      harness.event();
      device.send(device.statusFrame("slow"));
      device.awaitClose(); // by the watch: the lane is still in the call
      cutOff.countDown();
      assertEquals("DEADLINE 7/0/r (priority 0)", harness.event());
    }
    Map<String, Long> disconnects = traffic().disconnects();
    assertEquals(1, disconnects.get("DEADLINE"));
    assertEquals(0, disconnects.get("CLIENT_CLOSED"));
  }

  @Test
  void devicesOfALaneThatHangsAreCountedAndNotAsClosedByThem() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch inCall = new CountDownLatch(1);
    harness.onStatus =
        () -> {
          inCall.countDown();
          HandshakeTest.await(release);
        };
    try (TestDevice device = harness.device("r").connected()) {
      harness.event();
      device.send(device.statusFrame("hangs"));
      inCall.await();
      harness.lanes.lane(7).abandon();
      device.awaitClose();
      release.countDown();
    }
    Map<String, Long> disconnects = traffic().disconnects();
    assertEquals(0, disconnects.get("CLIENT_CLOSED"));
    assertEquals(1, disconnects.get("DEADLINE") + disconnects.get("MODULE_UNAVAILABLE"));
  }

  @Test
  void refusedConnectsAreCountedByReason() throws Exception {
    try (TestDevice device = harness.device(9, 0, "r", 0)) {
      device.send(device.connectFrame());
      device.readConnectResponse();
    }
    assertEquals(Map.of("MODULE_NOT_SUPPORTED", 1L), harness.server.traffic().refusals());
  }

  @Test
  void manyDeviceTypesShareOneCounter() {
    TrafficCounters counters = new TrafficCounters();
    for (int type = 0; type < 1000; type++) {
      counters.of(Device.of(8, type, "r", "n", 0)).connected();
    }
    List<Traffic> traffic = counters.snapshot();
    assertEquals(257, traffic.size());
    assertEquals("other", traffic.get(256).deviceType());
    assertEquals(744, traffic.get(256).connects());
  }

  @Test
  void aLaneThatDoesNotComeBackIsOverdue() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    harness
        .lanes
        .lane(7)
        .executor()
        .execute(
            () -> {
              busy.countDown();
              HandshakeTest.await(release);
            });
    busy.await();
    assertEquals(0, lane().overdue().toNanos());
    assertTrue(lane().overdue().toNanos() > 0);
    release.countDown();
    awaitLane();
    assertEquals(0, lane().overdue().toNanos());
  }

  private LaneSnapshot lane() {
    return harness.lanes.snapshots().get(0);
  }

  private void awaitLane() throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    harness.lanes.lane(7).executor().execute(() -> done.complete(null));
    done.get(10, TimeUnit.SECONDS);
  }
}
