package gateway.external.undelivered;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleRuntime.Folded;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What of one device could not be delivered: its newest status, an error message into which all
 * before it are folded (PROTOCOL section 4.12), and those that wait to be folded. On the endpoint's
 * loop, changed by {@link Backlog}, apart from what is marked as another one's.
 */
public final class Undelivered {

  public final DeviceKey key;

  /** As it was when the newest status came; absent if nothing is undelivered. */
  Optional<Device> device = Optional.empty();

  /** Not folded yet, oldest first; the newest of them is folded when a newer one replaces it. */
  final Deque<TrackedStatus> waiting = new ArrayDeque<>(2);

  /** What its module is folding, or is to fold when it is there, is older than what waits. */
  Optional<CompletableFuture<Folded>> folding = Optional.empty();

  /** There is none without a newest status, but for what a damaged store may hold. */
  Optional<Payload> error = Optional.empty();

  /** The number of the newest status that is in the error message or lost. */
  long foldedThrough = Long.MIN_VALUE;

  /** Whether the process has ended that the device was connected to. */
  boolean recovered;

  /**
   * Whether its introduction is on its way: nothing may be folded into what that delivers, and the
   * status that it carries stays the oldest of those that wait.
   */
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

  /** Takes out those that a newer one replaces. */
  List<TrackedStatus> takeReplaced() {
    TrackedStatus newest = waiting.removeLast();
    List<TrackedStatus> replaced = List.copyOf(waiting);
    waiting.clear();
    waiting.add(newest);
    return replaced;
  }

  /** Returns how many statuses may be lost where there is no room: not one on its way. */
  int losable() {
    return held && !waiting.isEmpty() ? waiting.size() - 1 : waiting.size();
  }

  /** Takes out the status that is lost first: the oldest that is not on its way. */
  TrackedStatus lose() {
    TrackedStatus oldest = waiting.removeFirst();
    if (!held || waiting.isEmpty()) {
      return oldest;
    }
    TrackedStatus lost = waiting.removeFirst();
    waiting.addFirst(oldest);
    return lost;
  }

  /** Tells whether nothing is undelivered. */
  public boolean isEmpty() {
    return waiting.isEmpty() && folding.isEmpty() && error.isEmpty();
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

  /** Tells whether the error message holds everything but the newest status. */
  public boolean isQuiet() {
    return waiting.size() <= 1 && folding.isEmpty();
  }

  /** Returns the oldest status that is not folded: the newest one, where the device is quiet. */
  public Optional<TrackedStatus> first() {
    return Optional.ofNullable(waiting.peekFirst());
  }

  /** Returns the newest undelivered status. */
  public Optional<TrackedStatus> newest() {
    return Optional.ofNullable(waiting.peekLast());
  }

  /**
   * Tells whether the device has left.
   *
   * @param listed whether the handler has named it as live, perhaps before the newest status came
   */
  public boolean isGone(boolean listed) {
    return recovered ? !listed : !waiting.isEmpty() && waiting.peekLast().report.last();
  }
}
