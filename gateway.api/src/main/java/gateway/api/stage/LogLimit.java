package gateway.api.stage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The rate limit of a log line that devices or the cloud can cause: one a second, which tells how
 * many were left out before. May be used from any thread; never waits.
 */
public final class LogLimit {

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier clock;
  private final AtomicLong next;
  private final AtomicLong leftOut = new AtomicLong();

  /** Makes one with real time. */
  public LogLimit() {
    this(System::nanoTime);
  }

  /**
   * Makes one.
   *
   * @param clock monotonic, in nanoseconds
   */
  public LogLimit(LongSupplier clock) {
    this.clock = clock;
    next = new AtomicLong(clock.getAsLong());
  }

  /**
   * Writes a line, or counts it as left out.
   *
   * @param line writes it; what it is given is to stand at its end: empty, or how many like it were
   *     left out
   */
  public void log(Consumer<String> line) {
    long now = clock.getAsLong();
    long at = next.get();
    if (now - at < 0 || !next.compareAndSet(at, now + PERIOD)) {
      leftOut.incrementAndGet();
      return;
    }
    long before = leftOut.getAndSet(0);
    line.accept(before == 0 ? "" : " (and " + before + " like it)");
  }
}
