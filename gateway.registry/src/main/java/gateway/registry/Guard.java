package gateway.registry;

import gateway.api.stage.Lane;
import gateway.api.stage.ModuleException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the module calls of one lane: guarded, timed, one after the other. When the lane is
 * abandoned, its guard goes with it, so that a thread that comes back late disturbs nothing.
 */
final class Guard {

  /** Who is told of a call that took longer than its budget. Called on the lane. */
  interface Judge {
    void overran(Candidate candidate, String call, long nanos);
  }

  /** A module call. */
  interface Call<T> {
    T make();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private static final long NO_CALL = Long.MIN_VALUE;

  /** After so many looks of the watch at one and the same call, it hangs. */
  static final int LOOKS = 4;

  private final Lane lane;
  private final LongSupplier clock;
  private final long budgetNanos;
  private final Judge judge;

  /** Owned by the lane. */
  private final Set<GuardedDevice> devices = new HashSet<>();

  private final RefusalLog refusals;

  /** When the running call began; written by the lane, read by the watch. */
  private volatile long callSince = NO_CALL;

  /** Whose call it is; written before {@link #callSince}, read after it. */
  private Candidate called;

  /** Owned by the watch. */
  private long watchedCall = NO_CALL;

  private int looks;

  Guard(Lane lane, LongSupplier clock, long budgetNanos, Judge judge) {
    this.lane = lane;
    this.clock = clock;
    this.budgetNanos = budgetNanos;
    this.judge = judge;
    refusals = new RefusalLog(clock);
  }

  Lane lane() {
    return lane;
  }

  /** Owned by the lane. */
  RefusalLog refusals() {
    return refusals;
  }

  /**
   * Makes a call of {@code candidate}. On the lane.
   *
   * @throws ModuleException if the module threw
   */
  <T> T call(Candidate candidate, String name, Call<T> call) {
    long start = clock.getAsLong();
    called = candidate;
    callSince = start;
    try {
      T result = call.make();
      if (result == null) {
        throw new NullPointerException(name + " returned null");
      }
      return result;
    } catch (Throwable cause) {
      throw new ModuleException(
          candidate.description() + " failed in " + name + ": " + cause, cause);
    } finally {
      callSince = NO_CALL;
      called = null;
      long took = clock.getAsLong() - start;
      if (took > budgetNanos) {
        judge.overran(candidate, name, took);
      }
    }
  }

  /**
   * Looks at the running call; for the watch, which looks once per period. Counting looks instead
   * of time makes a pause of the whole process, in which the watch pauses too, no hang.
   *
   * @return the candidate whose call hangs, if one does
   */
  Optional<Candidate> findHung() {
    long since = callSince;
    Candidate candidate = called;
    if (since == NO_CALL || since != watchedCall || since != callSince) {
      watchedCall = since;
      looks = 0;
      return Optional.empty();
    }
    looks++;
    return looks < LOOKS ? Optional.empty() : Optional.ofNullable(candidate);
  }

  /** Adds an open device. On the lane. */
  void add(GuardedDevice device) {
    devices.add(device);
  }

  /** Removes a closed device. On the lane. */
  void remove(GuardedDevice device) {
    devices.remove(device);
  }

  /**
   * Makes the open devices drop what they hold of a candidate that no longer serves: an idle device
   * must not pin the class loader of a version that has left. Any thread.
   */
  void forget(Candidate gone) {
    try {
      lane.executor().execute(() -> devices.forEach(device -> device.forget(gone)));
    } catch (RejectedExecutionException e) {
      LOG.debug("lane has ended, its devices went with it", e);
    }
  }
}
