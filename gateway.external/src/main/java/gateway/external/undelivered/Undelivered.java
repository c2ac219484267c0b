package gateway.external.undelivered;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What of one device could not be delivered: its newest status and an error message into which all
 * are folded (PROTOCOL section 4.12), and those that wait to be folded. Changed by {@link Backlog}
 * only, on the endpoint's loop.
 */
public final class Undelivered {

  public final DeviceKey key;

  /** As it was when the newest status came. */
  public Device device;

  /** Not folded yet, oldest first. */
  final Deque<TrackedStatus> waiting = new ArrayDeque<>(2);

  /** What its module is folding, or is to fold when it is there, is older than what waits. */
  Optional<CompletableFuture<Folded>> folding = Optional.empty();

  /** The newest of those that are folded. */
  Optional<TrackedStatus> newest = Optional.empty();

  public Optional<Payload> error = Optional.empty();

  /** Whether the process has ended that the device was connected to. */
  boolean recovered;

  Undelivered(Device device) {
    this.key = device.key();
    this.device = device;
  }

  /** Puts a status among those that wait, in the order in which they came. */
  void insert(TrackedStatus tracked) {
    Deque<TrackedStatus> newer = new ArrayDeque<>();
    while (!waiting.isEmpty() && waiting.peekLast().number > tracked.number) {
      newer.addFirst(waiting.removeLast());
    }
    waiting.add(tracked);
    waiting.addAll(newer);
  }

  /** Puts statuses back that were not folded. */
  void addFirst(List<TrackedStatus> statuses) {
    for (int i = statuses.size() - 1; i >= 0; i--) {
      waiting.addFirst(statuses.get(i));
    }
  }

  /** Tells whether there is nothing. */
  boolean isEmpty() {
    return waiting.isEmpty() && folding.isEmpty() && newest.isEmpty();
  }

  /** Tells whether the error message holds everything. */
  boolean isQuiet() {
    return waiting.isEmpty() && folding.isEmpty();
  }

  /** Returns the newest status that was folded. */
  public Optional<StatusReport> lastStatus() {
    return newest.map(tracked -> tracked.report);
  }

  /**
   * Tells whether the device has left.
   *
   * @param listed whether the handler has named it as live, perhaps before the newest status came
   */
  public boolean isGone(boolean listed) {
    return recovered ? !listed : newest.filter(tracked -> tracked.report.last()).isPresent();
  }

  /** Returns the newest status that waits to be folded. */
  public Optional<StatusReport> newestUnfolded() {
    return Optional.ofNullable(waiting.peekLast()).map(tracked -> tracked.report);
  }
}
