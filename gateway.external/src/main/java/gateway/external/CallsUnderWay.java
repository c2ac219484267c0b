package gateway.external;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts who is on the way to an endpoint, so that one that is to end can wait for whoever may have
 * chosen it before. Costs the passers two additions and never a wait.
 */
final class CallsUnderWay {

  private final LongAdder entered = new LongAdder();
  private final LongAdder left = new LongAdder();

  /** Goes through; what is looked up and what is done with it belong into one step. */
  <T> T run(Supplier<T> step) {
    entered.increment();
    try {
      return step.get();
    } finally {
      left.increment();
    }
  }

  /**
   * Waits for a moment at which nobody is inside, so that all who entered before have left.
   *
   * @return false if there was none in time
   */
  boolean awaitNone(long millis) {
    long begun = System.nanoTime();
    while (!isNone()) {
      if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(millis)) {
        return false;
      }
      Thread.yield();
    }
    return true;
  }

  /** In this order: nobody can have entered meanwhile unseen. */
  private boolean isNone() {
    long gone = left.sum();
    return gone == entered.sum();
  }
}
