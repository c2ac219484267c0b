package gateway.tests;

import gateway.api.device.Payload;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** What a {@link SyntheticModule} does in one of its calls. */
public enum Fault {
  /** What it should. */
  NONE(() -> Payload.EMPTY),
  /** It hangs, and costs a core, until {@link #release}. */
  LOOP(() -> hang(0)),
  /** It hangs, and waits, until {@link #release}. */
  WAIT(() -> hang(1_000_000)),
  THROW(
      () -> {
        throw new IllegalStateException("as a test wants it");
      }),
  OVERFLOW(() -> Payload.wrap(new byte[depth(0)])),
  MEMORY(() -> Payload.wrap(new byte[Integer.MAX_VALUE])),
  LINKAGE(
      () -> {
        throw new NoClassDefFoundError("not/here");
      }),
  DEATH(
      () -> {
        throw new ThreadDeath();
      }),
  NULL(() -> null),
  HUGE(() -> Payload.wrap(new byte[8 << 20]));

  private static final String RELEASED = "gateway.tests.released";

  private final Supplier<Payload> happening;

  Fault(Supplier<Payload> happening) {
    this.happening = happening;
  }

  /** Ends all calls that hang; later calls may hang again. */
  static void release() {
    System.setProperty(RELEASED, Long.toString(System.nanoTime()));
  }

  Payload happen() {
    return happening.get();
  }

  private static Payload hang(long stepNanos) {
    long since = System.nanoTime();
    while (Long.getLong(RELEASED, Long.MIN_VALUE) < since) {
      if (stepNanos > 0) {
        LockSupport.parkNanos(stepNanos);
      }
    }
    return Payload.EMPTY;
  }

  @SuppressWarnings("InfiniteRecursion") // until the stack overflows
  private static int depth(int above) {
    return 1 + depth(above + 1);
  }
}
