package gateway.registry;

import gateway.api.device.DeviceKey;

/**
 * How the calls of a candidate go. A device whose input makes a module throw must not be able to
 * set it aside, so that failures count only if two devices, or the module by itself, had them in a
 * row. Owned by the lane.
 */
final class Health {

  private static final int FAILURES_ALLOWED = 3;
  private static final int OVERRUNS_ALLOWED = 3;

  /** Calls in which a module's classes are still being loaded, whatever time that takes. */
  private static final int WARM_UP = 100;

  private int failures;
  private boolean severalOrigins;
  private DeviceKey firstOrigin;
  private int overruns;
  private int warmUp = WARM_UP;

  void succeeded() {
    failures = 0;
    if (warmUp > 0) {
      warmUp--;
    }
  }

  boolean isWarm() {
    return warmUp == 0;
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
    return failures >= FAILURES_ALLOWED && severalOrigins;
  }

  /** Counts a failure that no device caused; returns whether the candidate is beyond the limit. */
  boolean failedByItself() {
    if (failures == 0) {
      firstOrigin = null;
    }
    severalOrigins = true;
    failures++;
    return failures >= FAILURES_ALLOWED;
  }

  /** Counts a call over budget; returns whether the candidate is beyond the limit. */
  boolean overran() {
    overruns++;
    return overruns >= OVERRUNS_ALLOWED;
  }
}
