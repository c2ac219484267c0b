package gateway.web.access;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Rate limit for passwords: after a few wrong ones in a row, one attempt a second for all clients
 * together. Guarded by its user.
 */
final class Attempts {

  private static final int FREE = 5;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier clock;
  private int failures;
  private long lastFailure;

  Attempts(LongSupplier clock) {
    this.clock = clock;
  }

  boolean mayTry() {
    return failures < FREE || clock.getAsLong() - lastFailure >= PAUSE_NANOS;
  }

  void failed() {
    failures++;
    lastFailure = clock.getAsLong();
  }

  void succeeded() {
    failures = 0;
  }
}
