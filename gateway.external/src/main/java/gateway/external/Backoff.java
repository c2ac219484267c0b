package gateway.external;

import gateway.external.base.Settings;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * How long to wait before the next attempt (PROTOCOL section 4.8), a different time in every
 * vehicle, so that a fleet does not come back in step: never longer than configured.
 */
final class Backoff {

  /** How often an unreachable broker is tried sooner than after the retry delay. */
  private static final int EARLY_ATTEMPTS = 3;

  private static final double MIN_PART = 0.75;
  private static final int PART_AT_ONCE = 10;

  private final Supplier<Settings> settings;
  private final DoubleSupplier random;
  private int unreachable;

  /**
   * Makes one.
   *
   * @param random from 0 to 1; 1 for the configured times
   */
  Backoff(Supplier<Settings> settings, DoubleSupplier random) {
    this.settings = settings;
    this.random = random;
  }

  /** The broker has answered. */
  void reached() {
    unreachable = 0;
  }

  /** Returns the delay after an attempt that did not reach the broker, in milliseconds. */
  long unreachable() {
    int doublings = Math.min(unreachable++, EARLY_ATTEMPTS);
    return part(settings.get().delays().retry() >> (EARLY_ATTEMPTS - doublings));
  }

  /** Returns the delay after an attempt that reached the broker. */
  long failed() {
    return part(settings.get().delays().retry());
  }

  /** Returns the delay after ALREADY_LOGGED. */
  long alreadyLogged() {
    return part(settings.get().delays().logged());
  }

  /** Returns the delay after the loss of a session. */
  long lost() {
    return Math.round((1 - random.getAsDouble()) * settings.get().delays().retry() / PART_AT_ONCE);
  }

  /** Returns a delay of which the longest is known. */
  long part(long longest) {
    double part = MIN_PART + (1 - MIN_PART) * random.getAsDouble();
    return Math.max(1, Math.round(longest * part));
  }
}
