package gateway.external.undelivered;

import gateway.api.device.DeviceKey;
import gateway.api.stage.StatusReport;
import gateway.external.base.Loop;
import gateway.external.store.Engine.Change;
import gateway.external.undelivered.TrackedStatus.Fate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
  private final Function<DeviceKey, Optional<Undelivered>> undelivered;
  private final Runnable onChange;

  /** In the order in which they were taken in, since the last look. */
  private final Deque<TrackedStatus> young = new ArrayDeque<>();

  /** On their way to the disk, in the order of their numbers. */
  private final Deque<TrackedStatus> unsecured = new ArrayDeque<>();

  private final Map<DeviceKey, OnDisk> kept = new HashMap<>();
  private final Set<DeviceKey> changed = new LinkedHashSet<>();
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

  /**
   * Makes one that writes nothing yet.
   *
   * @param undelivered finds what is undelivered of a device beside its open statuses
   * @param onChange called when {@link #isReleased} or {@link #keeps} may have changed
   */
  public Keeper(
      Loop loop,
      Store store,
      IntSupplier storeAfter,
      Function<DeviceKey, Optional<Undelivered>> undelivered,
      Runnable onChange) {
    this.loop = loop;
    this.store = store;
    this.storeAfter = storeAfter;
    this.undelivered = undelivered;
    this.onChange = onChange;
  }

  /** Begins to write, now that the place in the store is known. */
  public void begin(StorePlace granted) {
    claim = Optional.of(granted);
    introduced = !granted.isNew();
    nextId = granted.nextId();
    arm();
  }

  /** Tells whether the disk holds something of a device. */
  public boolean keeps(DeviceKey device) {
    return kept.containsKey(device);
  }

  /** Takes over what the disk holds of a device. */
  void adopt(DeviceKey device, OnDisk read) {
    kept.put(device, read);
  }

  /**
   * Takes a status in, without the frame in which it came.
   *
   * @param secured completed when it is delivered or stored, or cannot be stored now
   */
  public TrackedStatus take(StatusReport report, CompletableFuture<Void> secured) {
    TrackedStatus tracked =
        new TrackedStatus(
            new StatusReport(report.device(), report.status().compact(), report.last()),
            ++numbers,
            loop.now(),
            secured);
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
  public void folded(DeviceKey device, List<TrackedStatus> statuses) {
    statuses.forEach(this::ended);
    if (statuses.stream().anyMatch(tracked -> tracked.due)) {
      change(device);
    }
  }

  /** What was undelivered of a device was delivered. */
  public void delivered(DeviceKey device) {
    OnDisk of = kept.get(device);
    if (of != null) {
      of.delivered();
      change(device);
    }
  }

  private void ended(TrackedStatus tracked) {
    if (tracked.due) {
      DeviceKey device = tracked.report.device().key();
      kept.get(device).ended(tracked);
      change(device);
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

  private void change(DeviceKey device) {
    changed.add(device);
    arm();
  }

  private void arm() {
    if (!armed) {
      armed = true;
      loop.after(COMMIT_INTERVAL - Math.floorMod(loop.now(), COMMIT_INTERVAL), this::tick);
    }
  }

  private void tick() {
    armed = false;
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
    if (changed.isEmpty() || claim.isEmpty() || store.mode() == Store.Mode.CLOSED) {
      release(newest);
      flushed();
    } else {
      write(claim.get(), store.mode() == Store.Mode.OPEN);
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
    DeviceKey device = tracked.report.device().key();
    OnDisk of = kept.computeIfAbsent(device, key -> new OnDisk());
    if (tracked.fate == Fate.OPEN) {
      tracked.due = true;
      of.statuses.add(tracked);
    }
    unsecured.add(tracked);
    changed.add(device);
  }

  private void write(StorePlace place, boolean mayGrow) {
    List<Change> batch = new ArrayList<>();
    List<DeviceKey> included = new ArrayList<>();
    if (!introduced && mayGrow) {
      batch.add(place.introduction());
    }
    long bytes = 0;
    for (DeviceKey device : List.copyOf(changed)) {
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

  private long addChanges(StorePlace place, DeviceKey device, boolean mayGrow, List<Change> batch) {
    OnDisk of = kept.get(device);
    if (of == null) {
      return 0;
    }
    if (!of.hasPlace()) {
      of.place(place.prefix(nextId++));
    }
    int before = batch.size();
    of.changes(undelivered.apply(device), mayGrow, place.lastNumber(), batch);
    return batch.subList(before, batch.size()).stream()
        .mapToLong(change -> change.value().map(value -> value.length).orElse(0))
        .sum();
  }

  private void written(
      List<DeviceKey> devices, boolean everything, long complete, boolean success) {
    writing = false;
    introduced |= success && everything;
    for (DeviceKey device : devices) {
      OnDisk of = kept.get(device);
      if (of != null && !success) {
        of.failed();
        changed.add(device);
      } else if (of != null && of.isEmpty() && !changed.contains(device)) {
        kept.remove(device);
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
      while (!unsecured.isEmpty() && isReleased(unsecured.peek())) {
        unsecured.remove().secured.complete(null);
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
