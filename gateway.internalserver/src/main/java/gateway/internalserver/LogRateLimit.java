package gateway.internalserver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The rate limit of log lines about connections: a whole fleet may reconnect at the same time, but
 * a client that connects again and again does not fill the disk. Any thread.
 */
final class LogRateLimit {

  static final int MAX_BURST = 2000;
  static final int MAX_PER_SECOND = 20;

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1) / MAX_PER_SECOND;
  private static final long TOLERANCE = PERIOD * (MAX_BURST - 1);

  private final LongSupplier clock;

  /** When the lines written so far would end if they came at the steady rate. */
  private final AtomicLong spentUntil;

  private final AtomicLong suppressed = new AtomicLong();

  LogRateLimit(LongSupplier clock) {
    this.clock = clock;
    spentUntil = new AtomicLong(clock.getAsLong());
  }

  /** Returns whether a line may be written; a line that may not is counted. */
  boolean mayLog() {
    long now = clock.getAsLong();
    while (true) {
      long spent = spentUntil.get();
      if (spent - now > TOLERANCE) {
        suppressed.incrementAndGet();
        return false;
      }
      long begin = spent - now > 0 ? spent : now;
      if (spentUntil.compareAndSet(spent, begin + PERIOD)) {
        return true;
      }
    }
  }

  /** Returns how many lines were suppressed since the last call. */
  long takeSuppressed() {
    return suppressed.get() == 0 ? 0 : suppressed.getAndSet(0);
  }
}
