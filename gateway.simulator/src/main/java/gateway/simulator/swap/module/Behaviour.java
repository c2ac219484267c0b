package gateway.simulator.swap.module;

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
  /** Every decision takes longer than its budget of 50 ms. */
  SLOW,
  /** After {@link #GOOD_CALLS} calls one does not return. */
  HANGS;

  /** After so many calls a version that hangs does it. */
  static final int GOOD_CALLS = 100;

  private static final long SLOW_NANOS = 55_000_000;

  /**
   * Does it, before a decision is made.
   *
   * @param call which call of the module this is
   */
  void act(long call) {
    if (this == THROWS) {
      throw new IllegalStateException("this version always fails");
    }
    if (this == SLOW) {
      pause(System.nanoTime() + SLOW_NANOS);
    }
    while (this == HANGS && call > GOOD_CALLS) {
      LockSupport.parkNanos(SLOW_NANOS);
    }
  }

  private static void pause(long until) {
    for (long left; (left = until - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
