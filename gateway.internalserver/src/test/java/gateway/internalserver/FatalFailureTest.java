package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error on a lane that Netty would keep to itself is told to the handler of the process. */
@Timeout(60)
class FatalFailureTest {

  private static final OutOfMemoryError HEAP = new OutOfMemoryError("Java heap space");

  private final BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
  private final UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
  private Harness harness;

  @BeforeEach
  void start() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> told.add(failure));
    harness = new Harness();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private static void exhaust() {
    throw HEAP;
  }

  private void assertTold() throws InterruptedException {
    assertEquals(HEAP, told.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void aTaskOfALaneThatFindsNoMemoryIsFatal() throws Exception {
    harness.lanes.lane(7).executor().execute(FatalFailureTest::exhaust);
    assertTold();
    var timer = harness.lanes.lane(7).executor();
    assertTrue(timer.schedule(FatalFailureTest::exhaust, 1, TimeUnit.MILLISECONDS) != null);
    assertTold();
  }

  @Test
  void aStatusThatFindsNoMemoryInTheGatewayIsFatal() throws Exception {
    harness.onStatus = FatalFailureTest::exhaust;
    try (TestDevice device = harness.device("r").connected()) {
      device.send(device.statusFrame("x"));
      assertTold();
    }
  }

  @Test
  void anErrorThatIsNotTheHeapsCostsItsConnectionOnly() throws Exception {
    harness.onStatus =
        () -> {
          throw new StackOverflowError();
        };
    try (TestDevice device = harness.device("r").connected()) {
      device.send(device.statusFrame("x"));
      device.awaitClose();
    }
    harness.onStatus = () -> {};
    try (TestDevice device = harness.device("r").connected()) {
      assertEquals("x", device.status("x"));
    }
    assertTrue(told.isEmpty());
  }
}
