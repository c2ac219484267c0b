package gateway.external.session;

import gateway.api.stage.DeviceDirectory.LiveDevice;
import gateway.api.stage.StatusReport;
import gateway.external.session.Line.Refusal;
import gateway.external.undelivered.Backlog;
import gateway.external.undelivered.Recovery;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Who is listed in a Connect (PROTOCOL section 4.4). */
final class Roster {

  /** More at once can end the session of the real External Server (PROTOCOL section 4.9). */
  static final int LARGEST_CONNECT = 10;

  private final Outbox outbox;
  private final Backlog backlog;
  private final Recovery recovery;
  private final IntPredicate carried;

  Roster(Outbox outbox, Backlog backlog, Recovery recovery, IntPredicate carried) {
    this.outbox = outbox;
    this.backlog = backlog;
    this.recovery = recovery;
    this.carried = carried;
  }

  /**
   * Chooses the devices of a Connect, in the order of their keys: those with undelivered data
   * first, suspected ones only if there is no other.
   */
  List<Line> choose(List<LiveDevice> live) {
    outbox.lines().forEach(line -> line.current = Optional.empty());
    for (LiveDevice device : live) {
      if (carried.test(device.device().module())) {
        recovery.meet(device.device().key());
        outbox.line(device.device().key()).current =
            Optional.of(new StatusReport(device.device(), device.currentStatus(), false));
      }
    }
    backlog.all().forEach(undelivered -> outbox.line(undelivered.key));
    List<Line> fine = withRefusal(Refusal.NONE);
    return fine.isEmpty() ? withRefusal(Refusal.SUSPECTED) : fine;
  }

  private List<Line> withRefusal(Refusal refusal) {
    return outbox.lines().stream()
        .filter(line -> line.refusal == refusal && Introduction.isPossible(line, backlog))
        .sorted(
            Comparator.<Line, Boolean>comparing(line -> !hasUndelivered(line))
                .thenComparing(line -> line.key))
        .limit(LARGEST_CONNECT)
        .sorted(Comparator.comparing(line -> line.key))
        .toList();
  }

  private boolean hasUndelivered(Line line) {
    return !line.waiting.isEmpty() || backlog.find(line.key).isPresent();
  }
}
