package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.stage.ModuleTrials;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts how the calls of a candidate go. No single device may set a module aside by input that
 * makes it throw: failures count only if two devices, or the module by itself, had them with no
 * status answered in between. Owned by the thread that makes the calls; {@link #isProven} is read
 * anywhere.
 */
final class Health {

  private static final int MAX_FAILURES = 3;
  private static final int MAX_OVERRUNS = 3;
  private static final int MAX_REFUSALS = 3;

  /** Number of calls within the budget that make up for one over it. */
  private static final int CALLS_PER_OVERRUN = 1000;

  /** Number of calls in which a module's classes are still loaded, whatever time that takes. */
  private static final int WARM_UP_CALLS = 100;

  private int failures;
  private boolean severalOrigins;
  private @Nullable DeviceKey firstOrigin;

  private int overruns;
  private final Set<DeviceKey> slowOrigins = new HashSet<>();
  private int callsInTime;
  private int warmUp = WARM_UP_CALLS;

  private final Refusals refusedStatuses = new Refusals();
  private final Refusals refusedCommands = new Refusals();

  private volatile int answered;
  private boolean replaced;

  void succeeded() {
    if (warmUp > 0) {
      warmUp--;
    }
    callsInTime++;
    if (callsInTime == CALLS_PER_OVERRUN) {
      callsInTime = 0;
      forgiveOverrun();
    }
  }

  private void forgiveOverrun() {
    overruns = Math.max(0, overruns - 1);
    if (overruns == 0) {
      slowOrigins.clear();
    }
  }

  /** Notes that it has run before it serves: its classes are loaded. */
  void warmed() {
    warmUp = 0;
  }

  boolean isWarm() {
    return warmUp == 0;
  }

  /** Notes that none of the calls that a status takes has failed. */
  void passed() {
    failures = 0;
  }

  /** Notes that it has answered a status, and that none of the calls for it has failed. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the lane only
  void answered() {
    passed();
    if (answered < ModuleTrials.PROVEN_AFTER) {
      answered++;
    }
  }

  boolean isProven() {
    return answered >= ModuleTrials.PROVEN_AFTER;
  }

  /** Returns how many statuses it has answered since it is on trial. */
  int answers() {
    return answered;
  }

  /** Returns what it refused that the version before accepts. */
  Refusals refusedStatuses() {
    return refusedStatuses;
  }

  /** Returns what it refused of commands. */
  Refusals refusedCommands() {
    return refusedCommands;
  }

  /** Refusals of what the version before accepts, while it is on trial. */
  static final class Refusals {

    private int count;
    private final Set<DeviceKey> origins = new HashSet<>();

    int count() {
      return count;
    }

    /**
     * Counts one; returns whether these are too many. Where there are several devices, one of them
     * alone cannot bring it there: the version may be meant to refuse it.
     *
     * @param devices how many devices are open
     */
    boolean add(DeviceKey device, int devices) {
      count++;
      if (origins.size() < 2) {
        origins.add(device);
      }
      return count >= MAX_REFUSALS && origins.size() >= Math.min(2, devices);
    }
  }

  /** Notes that another version answered in its place; returns whether for the first time. */
  boolean replaced() {
    boolean first = !replaced;
    replaced = true;
    answered = 0;
    return first;
  }

  /** Counts a failure on what a device sent; returns whether the candidate is beyond the limit. */
  boolean failedFor(DeviceKey device) {
    if (failures == 0) {
      firstOrigin = device;
      severalOrigins = false;
    } else {
      severalOrigins |= !device.equals(firstOrigin);
    }
    failures++;
    return failures >= MAX_FAILURES && severalOrigins;
  }

  /** Counts a failure that no device caused; returns whether the candidate is beyond the limit. */
  boolean failedByItself() {
    if (failures == 0) {
      firstOrigin = null;
    }
    severalOrigins = true;
    failures++;
    return failures >= MAX_FAILURES;
  }

  /** Returns how many calls over budget count. */
  int overruns() {
    return overruns;
  }

  /**
   * Counts a call over budget; returns whether the candidate is beyond the limit. Where there are
   * several devices, one of them alone cannot bring it there.
   *
   * @param device whose input took so long; null for none in particular
   * @param devices how many devices are open
   */
  boolean overran(@Nullable DeviceKey device, int devices) {
    overruns++;
    if (device != null && slowOrigins.size() < 2) {
      slowOrigins.add(device);
    }
    return overruns >= MAX_OVERRUNS && slowOrigins.size() >= Math.min(2, devices);
  }
}
