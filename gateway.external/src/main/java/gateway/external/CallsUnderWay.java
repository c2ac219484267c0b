package gateway.external;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts the calls that choose an endpoint and hand a status to it, so that an endpoint that is to
 * end can wait for those that may have chosen it before. Costs a call two additions and no wait.
 */
final class CallsUnderWay {

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** Runs a call: choosing an endpoint and handing the status to it belong together. */
  <T> T run(Supplier<T> step) {
    begun.increment();
    try {
      return step.get();
    } finally {
      ended.increment();
    }
  }

  /**
   * Waits for a moment without a call, so that all calls that began before have ended.
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

  /** In this order: no call can begin meanwhile unseen. */
  private boolean isNone() {
    long gone = ended.sum();
    return gone == begun.sum();
  }
}
