package gateway.laboratory.swap.module;

import java.util.concurrent.locks.LockSupport;

/** What a version does wrong. */
public enum Behaviour {
  /** Nothing. */
  GOOD,
  /** It cannot be activated. */
  FAILS_TO_ACTIVATE,
  /** It makes no logic for any device. */
  FAILS_TO_MAKE_DEVICES,
  /** Every decision throws. */
  THROWS,
  /** Every decision throws, once it serves. */
  THROWS_LATER,
  /** Every decision takes longer than its budget of 50 ms. */
  SLOW,
  /** Every decision takes longer than its budget, once it serves. */
  SLOW_LATER,
  /** It wants a key that no status has. */
  REFUSES,
  /** It wants a key that no status has, once it serves. */
  REFUSES_LATER,
  /** One device is answered slowly, once it serves. */
  SLOW_FOR_ONE,
  /** The first decision is never made. */
  HANGS,
  /** A decision is never made, once it serves. */
  HANGS_LATER;

  private static final long SLOW_NANOS = 55_000_000;

  /**
   * Tells whether every status is refused.
   *
   * @param serves whether the module has answered devices already
   */
  boolean refuses(boolean serves) {
    return this == REFUSES || this == REFUSES_LATER && serves;
  }

  /**
   * Answers the one device slowly.
   *
   * @param serves whether the module has answered devices already
   */
  void actOnOne(boolean serves) {
    if (this == SLOW_FOR_ONE && serves) {
      pause(System.nanoTime() + SLOW_NANOS);
    }
  }

  /**
   * Does it, before a decision is made.
   *
   * @param serves whether the module has answered devices already
   */
  void act(boolean serves) {
    if (this == THROWS || this == THROWS_LATER && serves) {
      throw new IllegalStateException("this version fails");
    }
    if (this == SLOW || this == SLOW_LATER && serves) {
      pause(System.nanoTime() + SLOW_NANOS);
    }
    while (this == HANGS || this == HANGS_LATER && serves) {
      LockSupport.parkNanos(SLOW_NANOS);
    }
  }

  private static void pause(long until) {
    for (long left; (left = until - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
