package gateway.internalserver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many lines about connections the log takes: a fleet may reconnect at once, but nobody fills
 * the disk by connecting over and over. Any thread.
 */
final class LineQuota {

  static final int AT_ONCE = 2000;
  static final int PER_SECOND = 20;

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
  private static final long TOLERANCE = PERIOD * (AT_ONCE - 1);

  private final LongSupplier clock;

  /** When the lines taken so far would end if they came at the steady rate. */
  private final AtomicLong spentUntil;

  private final AtomicLong unsaid = new AtomicLong();

  LineQuota(LongSupplier clock) {
    this.clock = clock;
    spentUntil = new AtomicLong(clock.getAsLong());
  }

  /** Returns whether a line may be written; what may not is counted. */
  boolean take() {
    long now = clock.getAsLong();
    while (true) {
      long spent = spentUntil.get();
      if (spent - now > TOLERANCE) {
        unsaid.incrementAndGet();
        return false;
      }
      long begin = spent - now > 0 ? spent : now;
      if (spentUntil.compareAndSet(spent, begin + PERIOD)) {
        return true;
      }
    }
  }

  /** Returns how many lines were not written since this was asked before. */
  long takeUnsaid() {
    return unsaid.get() == 0 ? 0 : unsaid.getAndSet(0);
  }
}
