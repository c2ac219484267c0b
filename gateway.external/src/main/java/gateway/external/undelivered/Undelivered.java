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
 * are folded (PROTOCOL section 4.12), and those that wait to be folded. On the endpoint's loop,
 * changed by {@link Backlog}, apart from what is marked as another one's.
 */
public final class Undelivered {

  public final DeviceKey key;

  /** As it was when the newest status came; absent if nothing is undelivered. */
  Optional<Device> device = Optional.empty();

  /** Not folded yet, oldest first. */
  final Deque<TrackedStatus> waiting = new ArrayDeque<>(2);

  /** What its module is folding, or is to fold when it is there, is older than what waits. */
  Optional<CompletableFuture<Folded>> folding = Optional.empty();

  /** The newest of those that are folded. */
  Optional<TrackedStatus> newest = Optional.empty();

  Optional<Payload> error = Optional.empty();

  /** Whether the process has ended that the device was connected to. */
  boolean recovered;

  /** Whether its introduction is on its way: nothing may be folded into what that delivers. */
  boolean held;

  /** Whether a loss was told that its error message does not hold. */
  boolean lossTold;

  /** What is on the disk, or on its way there: changed by {@link Keeper}. */
  Optional<OnDisk> disk = Optional.empty();

  /** How many statuses are neither delivered nor folded, wherever they are: {@link Keeper}'s. */
  int open;

  /** What a former process has stored, until it is taken in, oldest first: {@link Recovery}'s. */
  final Deque<StoredValues> unread = new ArrayDeque<>(1);

  public Undelivered(DeviceKey key) {
    this.key = key;
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

  /** Tells whether nothing is undelivered. */
  public boolean isEmpty() {
    return isQuiet() && newest.isEmpty();
  }

  /** Tells whether nothing of the device is left here. */
  public boolean isUnused() {
    return open == 0 && isEmpty() && !held && disk.isEmpty() && unread.isEmpty();
  }

  /** Returns the device as it was when the newest undelivered status came. */
  public Optional<Device> device() {
    return device;
  }

  /** Returns the error message. */
  public Optional<Payload> error() {
    return error;
  }

  /** Tells whether the error message holds everything. */
  public boolean isQuiet() {
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
