package gateway.handler;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fires each time a status period has passed since the last restart (PROTOCOL section 3.4). A
 * restart costs a field: the running timer notices when it fires that its time has moved on. Owned
 * by a lane.
 */
final class SilenceTimer {

  private final LaneDevices lane;
  private final Runnable expired;
  private long due;
  private @Nullable Future<?> running;
  private boolean stopped;

  /** Whether the period has passed and the lane has not looked at its sockets since. */
  private boolean late;

  SilenceTimer(LaneDevices lane, Runnable expired) {
    this.lane = lane;
    this.expired = expired;
  }

  void restart() {
    due = lane.now() + lane.statusPeriodNanos();
    if (running == null) {
      schedule(lane.statusPeriodNanos());
    }
  }

  /** A shorter period counts at once, a longer one from the next restart. */
  void periodChanged() {
    if (running != null && !stopped) {
      due = Math.min(due, lane.now() + lane.statusPeriodNanos());
      running.cancel(false);
      schedule(Math.max(0, due - lane.now()));
    }
  }

  private void schedule(long delay) {
    try {
      running = lane.executor().schedule(this::fire, delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      stopped = true; // the lane has ended, and its devices with it
    }
  }

  private void fire() {
    if (stopped) {
      return;
    }
    long remaining = due - lane.now();
    late = remaining <= 0 && !late;
    if (late) {
      schedule(0); // a status may lie in the socket, which a busy lane reads first
      return;
    }
    boolean over = remaining <= 0;
    if (over) {
      remaining = lane.statusPeriodNanos();
      due += remaining;
    }
    try {
      if (over) {
        expired.run();
      }
    } finally {
      if (!stopped) {
        schedule(remaining);
      }
    }
  }

  void stop() {
    stopped = true;
    if (running != null) {
      running.cancel(false);
    }
  }
}
