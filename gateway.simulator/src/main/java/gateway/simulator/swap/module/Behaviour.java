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
  /** Every decision throws, after some that did not. */
  THROWS_LATER,
  /** Every decision takes longer than its budget of 50 ms. */
  SLOW,
  /** Every decision takes longer than its budget, after some that did not. */
  SLOW_LATER,
  /** A decision is never made, after some that were. */
  HANGS_LATER;

  /** So many decisions are good, too few for the statuses after which a version is proven. */
  private static final int GOOD_DECISIONS = 100;

  private static final long SLOW_NANOS = 55_000_000;

  /**
   * Does it, before a decision is made.
   *
   * @param decision which one of the module it is, from 1
   */
  void act(long decision) {
    boolean later = decision > GOOD_DECISIONS;
    if (this == THROWS || this == THROWS_LATER && later) {
      throw new IllegalStateException("this version fails");
    }
    if (this == SLOW || this == SLOW_LATER && later) {
      pause(System.nanoTime() + SLOW_NANOS);
    }
    while (this == HANGS_LATER && later) {
      LockSupport.parkNanos(SLOW_NANOS);
    }
  }

  private static void pause(long until) {
    for (long left; (left = until - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
