package gateway.internalserver;

import gateway.internalserver.ServerSettings.Timing;

/**
 * What a connection waits for, and since when. Set by the event loop of the connection; read by the
 * watch over deadlines too, which must work when the event loop does not.
 */
final class Deadline {

  private volatile Wait wait = Wait.INTRODUCTION;
  private volatile long since = System.nanoTime();

  void waitFor(Wait what) {
    if (what != Wait.NOTHING) {
      since = System.nanoTime();
    }
    wait = what;
  }

  boolean isFor(Wait what) {
    return wait == what;
  }

  Wait current() {
    return wait;
  }

  /** Returns when the last wait began. */
  long since() {
    return since;
  }

  boolean isOver(Wait what, long now, Timing timing) {
    return now - since > timing.limitNanos(what);
  }
}
