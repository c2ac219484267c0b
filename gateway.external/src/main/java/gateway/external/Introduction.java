package gateway.external;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.UndeliveredStore.Undelivered;
import java.util.Optional;

/**
 * The first status of a device in a session (PROTOCOL sections 4.4 and 4.5).
 *
 * @param report the status
 * @param error the error message; absent if nothing was really undelivered
 * @param taken whether the status was taken off the waiting ones and is not in the backlog
 * @param version version of the undelivered data that it delivers, or {@link #NOTHING}
 * @param gone whether the device has already left
 */
record Introduction(
    Line line,
    StatusReport report,
    Optional<Payload> error,
    boolean taken,
    long version,
    boolean gone) {

  static final long NOTHING = -1;

  /** Tells whether there is a status with which to introduce a device. */
  static boolean isPossible(Line line, Backlog backlog) {
    return !line.waiting.isEmpty()
        || line.current.isPresent()
        || backlog.find(line.key).isPresent();
  }

  /** Makes it from undelivered data if there are any, else from what is newer. */
  static Introduction of(Line line, Outbox outbox, Backlog backlog) {
    Optional<Undelivered> undelivered = backlog.find(line.key);
    if (undelivered.isPresent()) {
      Undelivered u = undelivered.get();
      return new Introduction(
          line,
          new StatusReport(u.device(), u.lastStatus(), false),
          u.error(),
          false,
          backlog.isQuiet(line.key) ? u.version() : NOTHING,
          u.gone());
    }
    Optional<StatusReport> waiting = outbox.poll(line);
    StatusReport report = waiting.or(() -> line.current).orElseThrow();
    return new Introduction(
        line, report, Optional.empty(), waiting.isPresent(), NOTHING, report.last());
  }

  /** The External Server has taken it: the device is known. */
  void delivered(Backlog backlog) {
    line.standing = Line.Standing.KNOWN;
    line.lastSent = Optional.of(report);
    line.current = Optional.empty();
    if (version != NOTHING) {
      backlog.delivered(line.key, version);
    }
    if (gone && line.waiting.isEmpty()) {
      line.withdraw = true;
    }
  }
}
