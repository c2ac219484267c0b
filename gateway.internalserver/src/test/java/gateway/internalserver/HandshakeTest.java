package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.DisconnectCause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROTOCOL sections 2.3 and 2.4, and Appendix B.2. */
class HandshakeTest {

  private Harness harness;

  @BeforeEach
  void start() throws IOException {
    harness = new Harness();
  }

  @AfterEach
  void stop() throws InterruptedException {
    harness.close();
  }

  @ParameterizedTest(name = "priorities {0} give {1}")
  @CsvSource({
    "0 0 0, 0 1 1",
    "0 0 1, 0 1 4",
    "1 1 0, 0 1 0",
    "1 2 1, 0 4 1",
    "1 0 1, 0 0 4",
    "1 2 2, 0 4 4",
    "1 2 0, 0 4 0",
    "2 1 0, 0 0 0",
    "2 1 1, 0 0 1"
  })
  void decidesByPriority(String priorities, String verdicts) throws Exception {
    List<TestDevice> devices = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    TestDevice holder = null;
    for (String priority : priorities.split(" ")) {
      TestDevice device = harness.device(7, 0, "r", Integer.parseInt(priority));
      devices.add(device);
      int verdict = device.connect();
      answers.add(Integer.toString(verdict));
      if (verdict == 0) {
        if (holder != null) {
          holder.awaitClose();
        }
        holder = device;
      } else {
        device.awaitClose();
      }
      assertEquals("x", holder.status("x"), "who holds the key is served");
    }
    assertEquals(verdicts, String.join(" ", answers));
    for (TestDevice device : devices) {
      device.close();
    }
  }

  @Test
  void prioritiesAreUnsigned() throws Exception {
    try (TestDevice weak = harness.device(7, 0, "r", -1).connected();
        TestDevice strong = harness.device(7, 0, "r", 1)) {
      assertEquals(0, strong.connect());
      weak.awaitClose();
    }
  }

  @Test
  void evictionIsToldToTheHandlerBeforeTheNewDevice() throws Exception {
    try (TestDevice weak = harness.device(7, 0, "r", 2).connected();
        TestDevice strong = harness.device(7, 0, "r", 1).connected()) {
      assertEquals("connect 7/0/r (priority 2)", harness.event());
      assertEquals("EVICTED 7/0/r (priority 2)", harness.event());
      assertEquals("connect 7/0/r (priority 1)", harness.event());
      weak.awaitClose();
      assertEquals("x", strong.status("x"));
    }
  }

  @Test
  void anUnservedNumberIsRefusedAndNothingIsRegistered() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (TestDevice device = harness.device(9, 0, "r", 0)) {
        assertEquals(2, device.connect());
        device.awaitClose();
      }
    }
    assertTrue(harness.events.isEmpty());
  }

  @Test
  void anUnsupportedTypeIsRefusedAndNothingIsRegistered() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (TestDevice device = harness.device(7, 2, "r", 0)) {
        assertEquals(3, device.connect());
        device.awaitClose();
      }
    }
    assertTrue(harness.events.isEmpty());
  }

  @Test
  void anEmptyRoleIsRefused() throws Exception {
    try (TestDevice device = harness.device(8, 0, "", 0)) {
      assertEquals(3, device.connect());
      device.awaitClose();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "+", "#", "'\"", "\n\u0000", "日本"})
  void aRoleIsFreeText(String role) throws Exception {
    try (TestDevice device = harness.device(role)) {
      assertEquals(0, device.connect());
      assertEquals("x", device.status("x"));
    }
  }

  @Test
  void aVeryLongRoleIsFreeTextToo() throws Exception {
    try (TestDevice device = harness.device("x".repeat(900))) {
      assertEquals(0, device.connect());
      assertEquals("x", device.status("x"));
    }
  }

  @Test
  void twoEqualDevicesAtTheSameInstantGetOneOk() throws Exception {
    for (int round = 0; round < 20; round++) {
      List<TestDevice> devices = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        devices.add(harness.device("round" + round));
      }
      for (TestDevice device : devices) {
        device.send(device.connectFrame());
      }
      int[] verdicts = new int[8];
      for (int i = 0; i < 8; i++) {
        verdicts[i] = devices.get(i).readConnectResponse();
      }
      Arrays.sort(verdicts);
      assertEquals("[0, 1, 1, 1, 1, 1, 1, 1]", Arrays.toString(verdicts));
      for (TestDevice device : devices) {
        device.close();
      }
    }
  }

  @Test
  void aDeviceThatReconnectsAtOnceFindsItsKeyFree() throws Exception {
    for (int round = 0; round < 200; round++) {
      try (TestDevice device = harness.device("r")) {
        assertEquals(0, device.connect(), "round " + round);
        if (round % 2 == 0) {
          device.reset();
        }
      }
    }
  }

  @Test
  void aConnectForANumberThatHasJustLeftIsHeldAndServedByTheSuccessor() throws Exception {
    var module = harness.modules.remove(7);
    harness.awaited.put(7, true);
    try (TestDevice device = harness.device("r")) {
      device.send(device.connectFrame());
      harness.modules.put(7, module);
      harness.server.moduleChanged();
      assertEquals(0, device.readConnectResponse());
    }
  }

  @Test
  void aHeldConnectIsClosedWithoutAnAnswerWhenNobodyComes() throws Exception {
    harness.close();
    harness = new Harness(Harness.SECOND);
    harness.modules.remove(7);
    harness.awaited.put(7, true);
    try (TestDevice device = harness.device("r")) {
      device.send(device.connectFrame());
      device.awaitClose();
    }
  }

  @Test
  void withoutAHandlerConnectsAreHeldAndDevicesDisconnected() throws Exception {
    try (TestDevice before = harness.device("before").connected();
        TestDevice device = harness.device("r")) {
      harness.server.stopUsing(harness);
      before.awaitClose();
      device.send(device.connectFrame());
      harness.server.use(harness);
      assertEquals(0, device.readConnectResponse());
    }
  }

  @Test
  void aHandlerThatStallsOnAConnectCostsThatConnectionOnly() throws Exception {
    harness.close();
    harness = new Harness(Harness.SECOND);
    CountDownLatch release = new CountDownLatch(1);
    harness.onConnect = () -> await(release);
    try (TestDevice other = harness.device(8, 0, "other", 0);
        TestDevice stalled = harness.device("r");
        TestDevice again = harness.device("r")) {
      stalled.send(stalled.connectFrame());
      stalled.awaitClose();
      release.countDown();
      assertEquals(0, again.connect());
      assertEquals(0, other.connect());
    }
  }

  /**
   * The second look at a taken key comes a moment after the first: whoever was disconnected in
   * between must not be registered, or its key would be taken by nobody.
   */
  @Test
  @Timeout(20)
  void whoIsDisconnectedWhileItsKeyIsLookedAtTwiceLeavesNothingBehind() throws Exception {
    NettyLane lane = harness.lanes.nettyLane(7);
    try (TestDevice holder = harness.device("r").connected();
        TestDevice second = harness.device("r")) {
      harness.event();
      harness.onFind =
          () -> {
            if (lane.inLane()) {
              harness.onFind = () -> {};
              lane.executor().execute(() -> lane.disconnectAll(DisconnectCause.MODULE_UNAVAILABLE));
            }
          };
      second.send(second.connectFrame());
      holder.awaitClose();
      second.awaitClose();
      assertEquals("MODULE_UNAVAILABLE 7/0/r (priority 0)", harness.event());
      try (TestDevice third = harness.device("r")) {
        assertEquals(0, third.connect());
        assertEquals("connect 7/0/r (priority 0)", harness.event());
      }
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
