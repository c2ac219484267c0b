package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.stage.ModuleException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a module refused a status or a command. Rate limit: one line per second and lane,
 * however many refusals a hostile device causes. Owned by the lane.
 */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_REASON_CHARS = 200;

  private final LongSupplier clock;
  private boolean logged;
  private long loggedAt;
  private long suppressed;

  RefusalLog(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Logs a refusal, or counts it.
   *
   * @param what status or command
   * @param reason asked only for what is logged
   */
  void log(Candidate candidate, String what, DeviceKey device, Supplier<String> reason) {
    line(candidate, what, device, reason).ifPresent(LOG::warn);
  }

  Optional<String> line(
      Candidate candidate, String what, DeviceKey device, Supplier<String> reason) {
    long now = clock.getAsLong();
    if (candidate == null || (logged && now - loggedAt < PERIOD)) {
      suppressed++;
      return Optional.empty();
    }
    String more = suppressed == 0 ? "" : " (and " + suppressed + " more before)";
    logged = true;
    loggedAt = now;
    suppressed = 0;
    return Optional.of(
        "Module "
            + candidate.description()
            + " refuses a "
            + what
            + " of device "
            + device
            + ask(reason)
            + more);
  }

  /** Returns why a version failed, without its name. */
  static String cause(Candidate candidate, ModuleException failure) {
    String text = String.valueOf(failure.getMessage());
    String name = candidate.description() + " ";
    return text.startsWith(name) ? text.substring(name.length()) : text;
  }

  private static String ask(Supplier<String> reason) {
    try {
      String text = printable(reason.get());
      return text.isEmpty() ? "" : ": " + text;
    } catch (ModuleException e) {
      return ": " + e.getMessage();
    }
  }

  /** No device may forge or flood a log line. */
  static String printable(String reason) {
    StringBuilder text = new StringBuilder();
    reason
        .chars()
        .limit(MAX_REASON_CHARS)
        .forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
    return text.toString();
  }
}
