package gateway.external.undelivered;

import gateway.api.device.Payload;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.undelivered.TrackedStatus.Fate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What could not be delivered: per device the newest status, and one error message into which those
 * before it are folded, one after the other (PROTOCOL section 4.12). On the endpoint's loop.
 */
public final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** Hears of what changes. */
  public interface Listener {
    /** The undelivered data of a device has changed: these are in its error message, or lost. */
    void changed(Undelivered undelivered, List<TrackedStatus> folded);

    /** Nothing of a status is left to be delivered. */
    void dropped(TrackedStatus tracked);

    /** The undelivered data of a device was delivered. */
    void delivered(Undelivered undelivered);

    /** A device has no status left to fold. */
    void quiet();
  }

  /** Reading an error message above this size costs more than to wait for a whole batch. */
  private static final int LARGE_ERROR = 4096;

  private static final int WHOLE_BATCH = 10;

  /** How long to wait for a registry that is not there. */
  private static final int RETRY_MILLIS = 200;

  /** Statuses and growths of error messages that are small, in bytes. */
  private static final int SMALL = 4096;

  /** The part of the share that small ones may take beyond it. */
  private static final int RESERVE = 4;

  /** What a status takes beside its bytes, at most. */
  private static final int STATUS_COST = 128;

  /** What the data of a device take beside their bytes, at most. */
  private static final int DEVICE_COST = 3 * 1024;

  /** How many times its role is kept: as text and encoded, for the cloud and for the store. */
  private static final int ROLES = 6;

  private final Loop loop;
  private final Supplier<Settings> settings;
  private final Budget budget;
  private final Stages stages;
  private final Listener listener;

  /** Those of which something is undelivered. */
  private final Set<Undelivered> devices = new LinkedHashSet<>();

  private boolean gathering;
  private boolean closed;
  private int statuses;
  private long used;
  private long lost;
  private boolean toldOfShortage;

  public Backlog(
      Loop loop, Supplier<Settings> settings, Budget budget, Stages stages, Listener listener) {
    this.loop = loop;
    this.settings = settings;
    this.budget = budget;
    this.stages = stages;
    this.listener = listener;
  }

  /** Takes a status in, the oldest of a device first. */
  public void add(TrackedStatus tracked) {
    if (tracked.report.repeated() && !tracked.report.last()) {
      listener.dropped(tracked); // what it repeats was delivered, or is undelivered already
      return;
    }
    Undelivered undelivered = enter(tracked);
    boolean alone = undelivered.isEmpty();
    undelivered.device = Optional.of(tracked.report.device());
    undelivered.recovered = false;
    insert(undelivered, tracked);
    while (isFull(tracked) && undelivered.losable() > (alone ? 0 : 1)) {
      tellOfShortage();
      lost++;
      done(undelivered, List.of(undelivered.lose()));
    }
    if (undelivered.isEmpty()) {
      clear(undelivered);
    } else {
      fold(undelivered);
    }
  }

  private void insert(Undelivered undelivered, TrackedStatus tracked) {
    undelivered.insert(tracked);
    count(tracked, 1);
  }

  /** Takes in what was folded elsewhere, of a device of which nothing is undelivered here. */
  public void addFolded(TrackedStatus newest, Payload error) {
    boolean fits = error.size() <= settings.get().bounds().errorMaxBytes();
    Undelivered undelivered = enter(newest);
    insert(undelivered, newest);
    keep(undelivered, Optional.of(error.compact()).filter(e -> fits));
    undelivered.foldedThrough = newest.number - 1;
    countLoss(undelivered, fits ? 0 : 1, "its error message is too large");
  }

  /** Tells whether so much more may be undelivered. */
  public boolean hasRoomFor(StatusReport newest, Payload error) {
    return !budget.isExceededBy(newest.status().size() + error.size());
  }

  /** Takes in what was undelivered when the former process ended. */
  void adopt(Undelivered undelivered) {
    undelivered.recovered = true;
    devices.add(undelivered);
    undelivered.waiting.forEach(tracked -> count(tracked, 1));
    take(cost(undelivered));
    fold(undelivered);
  }

  /** Returns all undelivered data. */
  public Collection<Undelivered> all() {
    return List.copyOf(devices);
  }

  /** Returns the number of devices with undelivered data. */
  public int size() {
    return devices.size();
  }

  /** Returns how many statuses are missing in the error messages, since the start. */
  public long lost() {
    return lost;
  }

  /** Returns how many statuses wait to be folded. */
  int waiting() {
    return Math.max(0, statuses - devices.size()); // but the newest of each device
  }

  /** Tells whether the error message of a device can be complete before long. */
  public boolean canBeQuiet(Undelivered undelivered) {
    int module = undelivered.key.module();
    return undelivered.isQuiet()
        || stages.catalog().flatMap(catalog -> catalog.find(module)).isPresent();
  }

  /**
   * Says whether statuses of a device may wait for others, because no connect sequence is near:
   * with a large error message the work for each would grow with what there is already.
   */
  public void gather(boolean mayWait) {
    gathering = mayWait;
    if (!gathering) {
      devices.forEach(this::fold);
    }
  }

  /** The introduction of a device is on its way: what comes now is not part of it. */
  public void hold(Undelivered undelivered) {
    undelivered.held = true;
  }

  /** An introduction was not delivered; hands back the status that it had taken. */
  public void release(Undelivered undelivered, Optional<TrackedStatus> taken) {
    undelivered.held = false;
    taken.ifPresentOrElse(this::add, () -> fold(undelivered));
  }

  /**
   * An introduction was delivered: forgets what it held, but not what has come since.
   *
   * @param carried the status with which the device was introduced
   */
  public void delivered(Undelivered undelivered, Optional<TrackedStatus> carried) {
    undelivered.held = false;
    toldOfShortage = false;
    carried.filter(undelivered.waiting::remove).ifPresent(tracked -> count(tracked, -1));
    if (!devices.contains(undelivered)) {
      return;
    }
    if (undelivered.waiting.isEmpty()) {
      clear(undelivered);
    } else {
      undelivered.lossTold = false;
      keep(undelivered, Optional.empty());
      fold(undelivered);
      listener.delivered(undelivered);
    }
  }

  private void clear(Undelivered undelivered) {
    devices.remove(undelivered);
    take(-cost(undelivered));
    undelivered.device = Optional.empty();
    undelivered.error = Optional.empty();
    undelivered.foldedThrough = Long.MIN_VALUE;
    undelivered.recovered = false;
    undelivered.lossTold = false;
    listener.delivered(undelivered);
  }

  /** Replaces what is folded. */
  private void keep(Undelivered undelivered, Optional<Payload> error) {
    take(-cost(undelivered));
    undelivered.error = error;
    take(cost(undelivered));
  }

  private static long cost(Undelivered undelivered) {
    return DEVICE_COST
        + (long) ROLES * undelivered.key.role().length()
        + undelivered.error.map(Payload::size).orElse(0);
  }

  /** Has what a newer status replaces folded, unless something of the device is being folded. */
  private void fold(Undelivered undelivered) {
    if (undelivered.held) {
      return;
    }
    absorbRepetition(undelivered);
    int replaced = undelivered.waiting.size() - 1;
    boolean mayWait =
        gathering
            && undelivered.error.filter(e -> e.size() >= LARGE_ERROR).isPresent()
            && replaced < WHOLE_BATCH;
    if (mayWait || closed || replaced < 1 || undelivered.folding.isPresent()) {
      return;
    }
    List<TrackedStatus> batch = undelivered.takeReplaced();
    CompletableFuture<Folded> fold = fold(undelivered, batch);
    undelivered.folding = Optional.of(fold);
    fold.whenComplete(
        (folded, failure) ->
            loop.post(
                () -> {
                  if (folded != null) {
                    folded(undelivered, batch, folded);
                  } else {
                    loop.after(RETRY_MILLIS, () -> foldAgain(undelivered, batch));
                  }
                }));
  }

  /** The last status of a device that left is its newest: the farewell tells nothing else. */
  private void absorbRepetition(Undelivered undelivered) {
    TrackedStatus newest = undelivered.waiting.peekLast();
    if (undelivered.waiting.size() > 1 && newest.report.repeated()) {
      undelivered.waiting.removeLast();
      count(newest, -1);
      TrackedStatus repeats = undelivered.waiting.getLast();
      repeats.report = newest.report.after(repeats.report);
      listener.dropped(newest);
    }
  }

  private CompletableFuture<Folded> fold(Undelivered undelivered, List<TrackedStatus> batch) {
    int before = undelivered.error.map(Payload::size).orElse(0);
    IntPredicate fits =
        size ->
            size <= settings.get().bounds().errorMaxBytes()
                && (size <= before || !hasNoRoomFor(size - before, size - before));
    List<StatusReport> reports =
        Stream.concat(batch.stream(), undelivered.waiting.stream().limit(1))
            .map(tracked -> tracked.report)
            .toList();
    return stages
        .runtime()
        .map(runtime -> runtime.foldErrors(undelivered.key, undelivered.error, reports, fits))
        .orElseGet(() -> CompletableFuture.failedFuture(new ModuleException("no registry")));
  }

  private void foldAgain(Undelivered undelivered, List<TrackedStatus> batch) {
    undelivered.folding = Optional.empty();
    undelivered.addFirst(batch);
    fold(undelivered);
  }

  private void take(long bytes) {
    used += bytes;
    budget.take(bytes);
  }

  /** Forgets everything, once it is on the disk. */
  public void discard() {
    devices.clear();
    take(-used);
  }

  /** A full queue and what is on its way must fit, and as much again that comes meanwhile. */
  private boolean isFull(TrackedStatus taken) {
    return waiting()
            > 2 * (long) settings.get().bounds().queueStatuses() + settings.get().windows().all()
        || hasNoRoomFor(taken.report.status().size(), 0);
  }

  /**
   * Nothing large is taken that is more than a quarter of what is left, and what is small finds a
   * reserve beyond, so that large statuses leave room for small ones.
   */
  private boolean hasNoRoomFor(long size, long growth) {
    return budget.isExceededBy(
        size <= SMALL ? growth - settings.get().bounds().memory() / RESERVE : growth + 3 * size);
  }

  private void count(TrackedStatus tracked, int sign) {
    statuses += sign;
    take(sign * (long) (STATUS_COST + tracked.report.status().size()));
  }

  private void folded(Undelivered undelivered, List<TrackedStatus> batch, Folded folded) {
    undelivered.folding = Optional.empty();
    keep(undelivered, folded.error().map(Payload::compact));
    countLoss(undelivered, folded.lost(), folded.reason());
    done(undelivered, batch);
    fold(undelivered);
    if (undelivered.isQuiet()) {
      listener.quiet();
    }
  }

  /** Statuses are in the error message of their device, or lost. */
  private void done(Undelivered undelivered, List<TrackedStatus> batch) {
    for (TrackedStatus tracked : batch) {
      tracked.fate = Fate.FOLDED;
      count(tracked, -1);
      undelivered.foldedThrough = Math.max(undelivered.foldedThrough, tracked.number);
    }
    listener.changed(undelivered, batch);
  }

  private void tellOfShortage() {
    if (!toldOfShortage && !closed) {
      toldOfShortage = true;
      LOG.warn(
          "Undelivered statuses are lost: undelivered-max-bytes, or its share of the memory, is"
              + " reached ({})",
          settings.get().bounds().memory());
    }
  }

  /** The endpoint stops, perhaps its modules too: what is not folded now is left as it is. */
  public void close() {
    closed = true;
    devices.forEach(u -> u.folding.ifPresent(fold -> fold.cancel(false)));
  }

  private void countLoss(Undelivered undelivered, int count, String why) {
    lost += count;
    if (count > 0 && !undelivered.lossTold) {
      undelivered.lossTold = true;
      if (!closed) {
        LOG.warn(
            "Device {}: {} undelivered status(es) not in its error message: {}",
            undelivered.key,
            count,
            why);
      }
    }
  }

  private Undelivered enter(TrackedStatus tracked) {
    Undelivered undelivered = tracked.owner;
    if (devices.add(undelivered)) {
      undelivered.device = Optional.of(tracked.report.device());
      take(cost(undelivered));
    }
    return undelivered;
  }
}
