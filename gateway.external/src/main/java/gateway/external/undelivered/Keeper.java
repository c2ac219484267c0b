package gateway.external.undelivered;

import gateway.api.stage.StatusReport;
import gateway.external.base.Loop;
import gateway.external.store.Engine.Change;
import gateway.external.undelivered.StoreCondition.Mode;
import gateway.external.undelivered.TrackedStatus.Fate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Brings what has been undelivered for long enough to the disk, and takes off what was delivered: a
 * batch of changes at a time, made on the endpoint's loop and written by the store's thread. What
 * is delivered in time never gets here.
 */
public final class Keeper {

  /** How often batches are made: in step, so that those of all endpoints are forced together. */
  static final int COMMIT_INTERVAL = 100;

  private static final long MAX_BATCH = 1024 * 1024;

  private final Loop loop;
  private final Store store;
  private final IntSupplier storeAfter;
  private final Runnable onChange;
  private final Consumer<Undelivered> onForgotten;

  /** In the order in which they were taken in, since the last look. */
  private final Deque<TrackedStatus> young = new ArrayDeque<>();

  /** Whose status is on its way to the disk; without the status, which may be folded by now. */
  private record Unsecured(long number, CompletableFuture<Void> secured) {}

  /** In the order of their numbers. */
  private final Deque<Unsecured> unsecured = new ArrayDeque<>();

  private final Set<Undelivered> changed = new LinkedHashSet<>();
  private final Deque<CompletableFuture<Boolean>> flushing = new ArrayDeque<>();
  private Optional<StorePlace> claim = Optional.empty();
  private boolean armed;
  private boolean writing;
  private long numbers;

  /** The newest that was looked at. */
  private long newest;

  private long released;
  private long nextId;
  private boolean introduced;
  private boolean closed;

  /**
   * Makes one that writes nothing yet.
   *
   * @param onChange called when {@link #isReleased} or {@link #keeps} may have changed
   * @param onForgotten hears of each device of which nothing is on the disk any more
   */
  public Keeper(
      Loop loop,
      Store store,
      IntSupplier storeAfter,
      Runnable onChange,
      Consumer<Undelivered> onForgotten) {
    this.loop = loop;
    this.store = store;
    this.storeAfter = storeAfter;
    this.onChange = onChange;
    this.onForgotten = onForgotten;
  }

  /** Begins to write, now that the place in the store is known. */
  public void begin(StorePlace granted) {
    claim = Optional.of(granted);
    introduced = !granted.isNew();
    nextId = granted.nextId();
    arm();
  }

  /** Tells whether the disk holds something of a device. */
  public boolean keeps(Undelivered device) {
    return device.disk.isPresent();
  }

  /** Takes over what the disk holds of a device. */
  void adopt(Undelivered device, OnDisk read) {
    device.disk = Optional.of(read);
    device.open += device.waiting.size();
    if (read.isOld()) {
      change(device);
    }
  }

  /**
   * Takes a status in, without the frame in which it came.
   *
   * @param secured completed when it is delivered or stored, or cannot be stored now
   */
  public TrackedStatus take(
      Undelivered owner, StatusReport report, CompletableFuture<Void> secured) {
    TrackedStatus tracked =
        new TrackedStatus(
            owner,
            new StatusReport(
                report.device(), report.status().compact(), report.last(), report.repeated()),
            ++numbers,
            loop.now(),
            secured);
    owner.open++;
    young.add(tracked);
    arm();
    return tracked;
  }

  /** Tells whether a status is on the disk, or cannot get there now. */
  public boolean isReleased(TrackedStatus tracked) {
    return tracked.number <= released;
  }

  /** A status was delivered. */
  public void delivered(TrackedStatus tracked) {
    tracked.fate = Fate.DELIVERED;
    tracked.secured.complete(null);
    ended(tracked);
  }

  /** Statuses were folded. */
  public void folded(Undelivered device, List<TrackedStatus> statuses) {
    statuses.forEach(this::ended);
    if (statuses.stream().anyMatch(tracked -> tracked.due)) {
      change(device);
    }
  }

  /** What was undelivered of a device was delivered. */
  public void delivered(Undelivered device) {
    device.disk.ifPresent(
        disk -> {
          disk.delivered();
          change(device);
        });
  }

  private void ended(TrackedStatus tracked) {
    tracked.owner.open--;
    if (tracked.due) {
      tracked.owner.disk.orElseThrow().ended(tracked);
      change(tracked.owner);
    }
  }

  /**
   * Writes everything that is undelivered.
   *
   * @return completes on the loop, with whether all of it is on the disk
   */
  public CompletionStage<Boolean> flush() {
    CompletableFuture<Boolean> flushed = new CompletableFuture<>();
    flushing.add(flushed);
    commit();
    return flushed;
  }

  /** Writes nothing more, whatever comes yet. */
  public void close() {
    closed = true;
    unsecured.forEach(waiting -> waiting.secured().complete(null));
  }

  private void change(Undelivered device) {
    changed.add(device);
    arm();
  }

  private void arm() {
    if (!armed && !closed) {
      armed = true;
      loop.after(COMMIT_INTERVAL - Math.floorMod(loop.now(), COMMIT_INTERVAL), this::tick);
    }
  }

  private void tick() {
    armed = false;
    if (closed) {
      return;
    }
    commit();
    if (!young.isEmpty() || !changed.isEmpty()) {
      arm();
    }
  }

  private void commit() {
    becomeDue(flushing.isEmpty() ? loop.now() - storeAfter.getAsInt() : Long.MAX_VALUE);
    if (writing) {
      return;
    }
    if (changed.isEmpty() || claim.isEmpty() || store.mode() == Mode.CLOSED) {
      release(newest);
      flushed();
    } else {
      write(claim.get(), store.mode() == Mode.OPEN);
    }
  }

  private void becomeDue(long since) {
    for (TrackedStatus next = young.peek();
        next != null && next.since <= since;
        next = young.peek()) {
      young.remove();
      newest = next.number;
      if (next.fate != Fate.DELIVERED) {
        become(next);
      }
    }
  }

  private void become(TrackedStatus tracked) {
    Undelivered device = tracked.owner;
    OnDisk disk = device.disk.orElseGet(OnDisk::new);
    device.disk = Optional.of(disk);
    if (tracked.fate == Fate.OPEN) {
      belongsOnDisk(tracked, disk);
    }
    unsecured.add(new Unsecured(tracked.number, tracked.secured));
    changed.add(device);
  }

  private static void belongsOnDisk(TrackedStatus tracked, OnDisk disk) {
    if (!tracked.due) {
      tracked.due = true;
      disk.statuses.add(tracked);
    }
  }

  private void write(StorePlace place, boolean mayGrow) {
    List<Change> batch = new ArrayList<>();
    List<Undelivered> included = new ArrayList<>();
    if (!introduced && mayGrow) {
      batch.add(place.introduction());
    }
    long bytes = 0;
    for (Undelivered device : List.copyOf(changed)) {
      if (bytes < MAX_BATCH) {
        included.add(device);
        changed.remove(device);
        bytes += addChanges(place, device, mayGrow, batch);
      }
    }
    long complete = changed.isEmpty() ? newest : 0;
    writing = true;
    if (batch.isEmpty()) {
      written(included, mayGrow, complete, true);
    } else {
      store.write(batch, success -> loop.post(() -> written(included, mayGrow, complete, success)));
    }
  }

  private long addChanges(
      StorePlace place, Undelivered device, boolean mayGrow, List<Change> batch) {
    if (device.disk.isEmpty()) {
      return 0;
    }
    OnDisk disk = device.disk.get();
    if (!disk.hasPlace()) {
      disk.place(place.prefix(nextId++));
    }
    if (device.error.isPresent()) {
      // nothing introduces a device with an error message but the status that follows it
      device.waiting.forEach(tracked -> belongsOnDisk(tracked, disk));
    }
    int before = batch.size();
    disk.changes(device, mayGrow, place.lastNumber(), batch);
    return batch.subList(before, batch.size()).stream()
        .mapToLong(change -> change.value().map(value -> value.length).orElse(0))
        .sum();
  }

  private void written(
      List<Undelivered> devices, boolean everything, long complete, boolean success) {
    writing = false;
    introduced |= success && everything;
    for (Undelivered device : devices) {
      Optional<OnDisk> disk = device.disk;
      if (disk.isPresent() && !success) {
        disk.get().failed();
        changed.add(device);
      } else if (disk.isPresent() && disk.get().isEmpty() && !changed.contains(device)) {
        device.disk = Optional.empty();
        onForgotten.accept(device);
      } else if (!everything) {
        changed.add(device);
      }
    }
    if (!changed.isEmpty()) {
      arm();
    }
    if (success && everything) {
      release(complete);
      if (!flushing.isEmpty()) {
        commit();
      }
    } else {
      release(newest);
      flushed();
    }
    onChange.run();
  }

  private void release(long number) {
    if (number > released) {
      released = number;
      while (!unsecured.isEmpty() && unsecured.peek().number() <= released) {
        unsecured.remove().secured().complete(null);
      }
      onChange.run();
    }
  }

  private void flushed() {
    while (!flushing.isEmpty()) {
      flushing.remove().complete(changed.isEmpty());
    }
  }
}
