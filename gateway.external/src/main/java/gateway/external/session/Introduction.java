package gateway.external.session;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.undelivered.Backlog;
import gateway.external.undelivered.Keeper;
import gateway.external.undelivered.Pending;
import gateway.external.undelivered.Undelivered;
import java.util.Optional;

/**
 * The first status of a device in a session (PROTOCOL sections 4.4 and 4.5).
 *
 * @param report the status
 * @param error the error message; absent if nothing was really undelivered
 * @param taken the status, if it was taken off the waiting ones
 * @param gone whether the device has already left
 */
record Introduction(
    Line line,
    StatusReport report,
    Optional<Payload> error,
    Optional<Pending> taken,
    boolean gone) {

  /** Tells whether there is a status with which to introduce a device, now or before long. */
  static boolean isPossible(Line line, Backlog backlog) {
    return backlog.canBeQuiet(line.key)
        && (!line.waiting.isEmpty()
            || line.current.isPresent()
            || backlog.find(line.key).isPresent());
  }

  /** Makes it from undelivered data if there are any, else from what is newer. */
  static Introduction of(Line line, Outbox outbox, Backlog backlog) {
    Optional<Undelivered> undelivered = backlog.find(line.key);
    Optional<StatusReport> last = undelivered.flatMap(Undelivered::lastStatus);
    if (last.isPresent()) {
      StatusReport report = new StatusReport(last.get().device(), last.get().status(), false);
      boolean gone = undelivered.get().isGone(line.current.isPresent());
      return new Introduction(line, report, undelivered.get().error, Optional.empty(), gone);
    }
    // the queue was full since the device was listed: all of it stays undelivered
    Optional<StatusReport> unfolded = undelivered.flatMap(Undelivered::newestUnfolded);
    Optional<Pending> taken = unfolded.isPresent() ? Optional.empty() : outbox.poll(line);
    StatusReport report =
        unfolded
            .or(() -> taken.map(pending -> pending.report))
            .or(() -> line.current)
            .orElseThrow();
    return new Introduction(line, report, Optional.empty(), taken, report.last());
  }

  /** The External Server has taken it: the device is known. */
  void delivered(Backlog backlog, Keeper keeper) {
    line.standing = Line.Standing.KNOWN;
    line.lastSent = Optional.of(report);
    line.current = Optional.empty();
    taken.ifPresent(keeper::delivered);
    backlog.delivered(line.key);
    if (gone && line.waiting.isEmpty()) {
      line.withdraw = true;
    }
  }

  /** The External Server has not taken it, or may yet lose it. */
  void failed(Backlog backlog) {
    backlog.release(line.key, taken);
  }
}
