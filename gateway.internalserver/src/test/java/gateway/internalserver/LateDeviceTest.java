package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a busy machine the gateway may be late, and not the device (PROTOCOL section 2.5). */
@Timeout(60)
class LateDeviceTest {

  /** Nothing expires by itself: a test says what time it is. */
  private static final ServerSettings SETTINGS =
      Harness.settings(Harness.timing(100, 100, 1000, 100), Harness.PORT);

  private Harness harness;

  @BeforeEach
  void open() throws Exception {
    harness = new Harness(SETTINGS);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static long later() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(200);
  }

  /** Sends a part of a status, and returns the rest when the part has been read. */
  private static byte[] sendPart(TestDevice device, TestDevice other) throws IOException {
    byte[] status = device.statusFrame("late");
    device.send(Arrays.copyOf(status, 9));
    for (int i = 0; i < 3; i++) {
      other.status("the lane has looked at its sockets"); // which are of one module
    }
    return Arrays.copyOfRange(status, 9, status.length);
  }

  @Test
  void whatLiesInTheSocketIsReadBeforeTheRestOfAFrameIsLate() throws Exception {
    try (TestDevice late = harness.device("late").connected();
        TestDevice other = harness.device("other").connected()) {
      byte[] rest = sendPart(late, other);
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch free = new CountDownLatch(1);
      harness.onStatus =
          () -> {
            busy.countDown();
            try {
              free.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          };
      other.send(other.statusFrame("busy"));
      busy.await();
      late.send(rest);
      harness.server.checkDeadlines(later());
      harness.onStatus = () -> {};
      free.countDown();
      assertEquals("late", late.readCommand(late.device));
      assertEquals("again", late.status("again"));
    }
  }

  @Test
  void aDeviceThatHasSentNothingMoreIsClosed() throws Exception {
    try (TestDevice late = harness.device("late").connected();
        TestDevice other = harness.device("other").connected();
        TestDevice silent = harness.device("silent")) {
      sendPart(late, other);
      harness.server.checkDeadlines(later());
      late.awaitClose();
      silent.awaitClose();
      assertEquals("fine", other.status("fine"));
    }
  }
}
