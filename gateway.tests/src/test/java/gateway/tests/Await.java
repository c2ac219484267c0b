package gateway.tests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what other threads do, and explains when it does not come. */
final class Await {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration START = Duration.ofSeconds(90);
  private static final long STEP_NANOS = 5_000_000;

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what for the message, as in "waited in vain until …"
   * @param explanation what is the matter, asked for when the time is over
   */
  static void until(String what, Callable<Boolean> condition, Supplier<String> explanation)
      throws Exception {
    until(what, PATIENCE, condition, explanation);
  }

  /** Waits as long as a process needs to start on a machine with much else to do. */
  static void untilStarted(String what, Callable<Boolean> condition, Supplier<String> explanation)
      throws Exception {
    until(what, START, condition, explanation);
  }

  private static void until(
      String what, Duration patience, Callable<Boolean> condition, Supplier<String> explanation)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain until " + what + "\n" + explanation.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
