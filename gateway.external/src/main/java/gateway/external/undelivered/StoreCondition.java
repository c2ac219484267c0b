package gateway.external.undelivered;

import gateway.api.view.EventKind;
import gateway.api.view.StoreView.State;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

/**
 * Whether the store can be written, and when that is to be found out again. Changed by the store's
 * thread; any thread may read.
 */
final class StoreCondition {

  private static final Logger LOG = LoggerFactory.getLogger(StoreCondition.class);

  /** What endpoints may have changed now. */
  enum Mode {
    /** Everything. */
    OPEN,
    /** Only what takes no room. */
    FULL,
    /** Nothing. */
    CLOSED
  }

  /**
   * What is shown.
   *
   * @param since monotonic nanoseconds
   * @param reason empty unless it is degraded
   */
  record Shown(State state, long since, String reason) {}

  private static final long FIRST_RETRY = 1000;

  /** An endpoint that has something to write tries it within this time. */
  private static final long TRIAL = 500;

  private static final long MAX_RETRY_DELAY = 30_000;

  private final String place;
  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;
  private final Runnable probe;
  private long retry = FIRST_RETRY;
  private long timers;
  private volatile Mode mode = Mode.CLOSED;
  private volatile Shown shown;

  /**
   * Makes that of a store that is not open.
   *
   * @param probe finds out whether the disk works again
   */
  StoreCondition(
      String place, ScheduledExecutorService executor, LongSupplier nanoTime, Runnable probe) {
    this.place = place;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.probe = probe;
    this.shown = new Shown(State.OPENING, nanoTime.getAsLong(), "");
  }

  Mode mode() {
    return mode;
  }

  Shown shown() {
    return shown;
  }

  /** There is no room for what is to be written. */
  void full(String bound, long bytes) {
    if (mode != Mode.FULL) {
      mode = Mode.FULL;
      degrade("is full (" + bound + " is " + bytes + ")");
      staysFull();
    }
  }

  /** There is still too little room. */
  void staysFull() {
    only(probe, MAX_RETRY_DELAY);
  }

  /** The disk does not do what it should. */
  void failed(String why) {
    mode = Mode.CLOSED;
    degrade(why);
    only(probe, retry);
    retry = Math.min(MAX_RETRY_DELAY, 2 * retry);
  }

  /**
   * Lets the endpoints write. On a full disk a probe may find room where what is undelivered does
   * not: that it works is known when that was written, or when there is nothing to write.
   */
  void onTrial() {
    mode = Mode.OPEN;
    only(this::works, TRIAL);
  }

  /** Something was written that is not a probe, or nothing speaks against it. */
  void works() {
    mode = Mode.OPEN;
    retry = FIRST_RETRY;
    if (shown.state() == State.DEGRADED) {
      LOG.info(MarkerFactory.getMarker(EventKind.STORE_RECOVERED), "Store {} works again", place);
    }
    if (shown.state() != State.OK) {
      shown = new Shown(State.OK, nanoTime.getAsLong(), "");
    }
  }

  void close() {
    mode = Mode.CLOSED;
  }

  private void degrade(String why) {
    if (shown.state() != State.DEGRADED) {
      LOG.warn(
          MarkerFactory.getMarker(EventKind.STORE_DEGRADED),
          "Store {} {}: what is undelivered is kept in memory only",
          place,
          why);
      shown = new Shown(State.DEGRADED, nanoTime.getAsLong(), why);
    } else if (!shown.reason().equals(why)) {
      shown = new Shown(State.DEGRADED, shown.since(), why);
    }
  }

  /** The executor would say nothing of a failure, and nothing would be tried again. */
  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed("cannot be tried: " + e);
    }
  }

  /** Runs a task later, instead of the one that was to run. */
  private void only(Runnable task, long millis) {
    long timer = ++timers;
    executor.schedule(
        () -> {
          if (timer == timers) {
            attempt(task);
          }
        },
        millis,
        TimeUnit.MILLISECONDS);
  }
}
