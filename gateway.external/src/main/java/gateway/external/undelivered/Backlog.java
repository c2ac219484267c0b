package gateway.external.undelivered;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.undelivered.Folding.Work;
import gateway.external.undelivered.Pending.Fate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What could not be delivered: folded into one last status and one error message per device
 * (PROTOCOL section 4.12), the statuses of a device one after the other. On the endpoint's loop.
 */
public final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** Hears of what changes. */
  public interface Listener {
    /** The undelivered data of a device has changed. */
    void changed(Undelivered undelivered, List<Pending> folded);

    /** The undelivered data of a device was delivered. */
    void delivered(DeviceKey device);

    /** A device has no status left to fold. */
    void quiet();
  }

  /** Reading an error message above this size costs more than to wait for a whole batch. */
  private static final int LARGE_ERROR = 4096;

  /** What a status takes beside its bytes, at most. */
  private static final int STATUS_COST = 128;

  /** What the data of a device take beside their bytes, at most. */
  private static final int DEVICE_COST = 1024;

  private final Supplier<Settings> settings;
  private final Budget budget;
  private final Folding folding;
  private final Listener listener;
  private final Map<DeviceKey, Work> devices = new HashMap<>();

  /** Whose introduction is on its way: nothing may be folded into what it delivers. */
  private final Set<DeviceKey> held = new HashSet<>();

  private final Set<DeviceKey> withLoss = new HashSet<>();
  private boolean gathering;
  private boolean closed;
  private int waiting;
  private long lost;
  private boolean toldOfShortage;

  public Backlog(
      Loop loop, Supplier<Settings> settings, Budget budget, Stages stages, Listener listener) {
    this.settings = settings;
    this.budget = budget;
    this.folding = new Folding(loop, stages, new Outcomes());
    this.listener = listener;
  }

  /** Takes a status in, the oldest of a device first. */
  public void add(Pending pending) {
    Work work = work(pending);
    Undelivered undelivered = work.undelivered;
    undelivered.device = pending.report.device();
    undelivered.recovered = false;
    undelivered.waiting.add(pending);
    count(pending, 1);
    while (isFull() && !undelivered.waiting.isEmpty()) {
      tellOfShortage();
      lost++;
      done(undelivered, List.of(undelivered.waiting.remove()), false);
    }
    if (undelivered.isEmpty()) {
      clear(undelivered.key);
    } else {
      lineUp(work);
    }
  }

  /** Takes in what was folded elsewhere, of a device of which nothing is undelivered here. */
  public void addFolded(Pending newest, Payload error) {
    Undelivered undelivered = work(newest).undelivered;
    newest.fate = Fate.FOLDED;
    boolean fits = error.size() <= settings.get().errorMaxBytes();
    keep(undelivered, Optional.of(newest), Optional.of(error.compact()).filter(e -> fits));
    countLoss(undelivered.key, fits ? 0 : 1, "its error message is too large");
    listener.changed(undelivered, List.of(newest));
  }

  /** Tells whether so much more may be undelivered. */
  public boolean hasRoomFor(StatusReport newest, Payload error) {
    return !budget.isExceededBy(newest.status().size() + error.size());
  }

  /** Takes in what was undelivered when the former process ended. */
  void adopt(Undelivered undelivered) {
    undelivered.recovered = true;
    Work work = new Work(undelivered);
    devices.put(undelivered.key, work);
    undelivered.waiting.forEach(pending -> count(pending, 1));
    budget.take(cost(undelivered));
    lineUp(work);
  }

  /** Returns the undelivered data of a device. */
  public Optional<Undelivered> find(DeviceKey key) {
    return Optional.ofNullable(devices.get(key)).map(work -> work.undelivered);
  }

  /** Returns all undelivered data. */
  public Collection<Undelivered> all() {
    return devices.values().stream().map(work -> work.undelivered).toList();
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
    return waiting;
  }

  /** Tells whether the error message of a device holds everything that was taken in. */
  public boolean isQuiet(DeviceKey key) {
    Work work = devices.get(key);
    return work == null || work.undelivered.isQuiet();
  }

  /** Tells whether the error message of a device can be complete before long. */
  public boolean canBeQuiet(DeviceKey key) {
    return isQuiet(key) || folding.isServed(key);
  }

  /**
   * Says whether statuses of a device may wait for others, because no connect sequence is near:
   * with a large error message the work for each would grow with what there is already.
   */
  public void gather(boolean mayWait) {
    gathering = mayWait;
    if (!gathering) {
      devices.values().forEach(this::lineUp);
    }
  }

  /** The introduction of a device is on its way: what comes now is not part of it. */
  public void hold(DeviceKey key) {
    held.add(key);
  }

  /** An introduction was not delivered; hands back the status that it had taken. */
  public void release(DeviceKey key, Optional<Pending> taken) {
    held.remove(key);
    taken.ifPresent(
        pending -> {
          work(pending).undelivered.insert(pending);
          count(pending, 1);
        });
    Optional.ofNullable(devices.get(key)).ifPresent(this::lineUp);
  }

  /** An introduction was delivered: forgets what it held, but not what has come since. */
  public void delivered(DeviceKey key) {
    held.remove(key);
    toldOfShortage = false;
    Work work = devices.get(key);
    if (work == null) {
      return;
    }
    if (work.undelivered.isQuiet()) {
      clear(key);
    } else {
      withLoss.remove(key);
      keep(work.undelivered, Optional.empty(), Optional.empty());
      lineUp(work);
      listener.delivered(key);
    }
  }

  private void clear(DeviceKey key) {
    withLoss.remove(key);
    budget.take(-cost(devices.remove(key).undelivered));
    listener.delivered(key);
  }

  /** Replaces what is folded. */
  private void keep(Undelivered undelivered, Optional<Pending> newest, Optional<Payload> error) {
    budget.take(-cost(undelivered));
    undelivered.newest = newest;
    undelivered.error = error;
    budget.take(cost(undelivered));
  }

  private static long cost(Undelivered undelivered) {
    return DEVICE_COST
        + undelivered.key.role().length()
        + undelivered.newest.map(pending -> pending.report.status().size()).orElse(0)
        + undelivered.error.map(Payload::size).orElse(0);
  }

  private void lineUp(Work work) {
    Undelivered undelivered = work.undelivered;
    boolean mayWait =
        gathering
            && undelivered.error.filter(e -> e.size() >= LARGE_ERROR).isPresent()
            && undelivered.waiting.size() < Folding.LARGEST_BATCH;
    if (!mayWait && !held.contains(undelivered.key)) {
      folding.lineUp(work);
    }
  }

  /** A full queue and what is on its way must fit, and as much again that comes meanwhile. */
  private boolean isFull() {
    return waiting > 2 * (long) settings.get().queueStatuses() + settings.get().window()
        || budget.isExceededBy(0);
  }

  private void count(Pending pending, int sign) {
    waiting += sign;
    budget.take(sign * (long) (STATUS_COST + pending.report.status().size()));
  }

  private final class Outcomes implements Folding.Outcome {

    @Override
    public void ended(Work work, List<Pending> batch, Optional<Folded> folded) {
      folded(work, batch, folded);
    }

    @Override
    public void free(Work work) {
      lineUp(work);
    }
  }

  private void folded(Work work, List<Pending> batch, Optional<Folded> folded) {
    Undelivered undelivered = work.undelivered;
    if (folded.isEmpty()) {
      lose(undelivered, batch, "the module does not answer");
      lose(undelivered, List.copyOf(undelivered.waiting), "the module does not answer");
      undelivered.waiting.clear();
    } else if (fits(undelivered, folded.get().error())) {
      keep(undelivered, undelivered.newest, folded.get().error().map(Payload::compact));
      countLoss(undelivered.key, folded.get().failures(), "the module could not fold them");
      done(undelivered, batch, true);
    } else if (batch.size() == 1) {
      lose(undelivered, batch, "its error message would become too large");
    } else {
      work.putBack(batch);
    }
    if (undelivered.isQuiet()) {
      listener.quiet();
    }
  }

  private boolean fits(Undelivered undelivered, Optional<Payload> error) {
    int size = error.map(Payload::size).orElse(0);
    int growth = size - undelivered.error.map(Payload::size).orElse(0);
    return size <= settings.get().errorMaxBytes() && (growth <= 0 || !budget.isExceededBy(growth));
  }

  private void lose(Undelivered undelivered, List<Pending> statuses, String why) {
    if (!statuses.isEmpty()) {
      countLoss(undelivered.key, statuses.size(), why);
      done(undelivered, statuses, true);
    }
  }

  /**
   * Takes statuses from those that wait.
   *
   * @param remember whether the last of them becomes the newest one even if there is little room
   */
  private void done(Undelivered undelivered, List<Pending> statuses, boolean remember) {
    for (Pending pending : statuses) {
      pending.fate = Fate.FOLDED;
      count(pending, -1);
      int size = pending.report.status().size();
      boolean fits =
          undelivered.newest.map(newest -> size <= newest.report.status().size()).orElse(false)
              || !budget.isExceededBy(size);
      if (remember || fits) {
        keep(undelivered, Optional.of(pending), undelivered.error);
      }
    }
    listener.changed(undelivered, statuses);
  }

  private void tellOfShortage() {
    if (!toldOfShortage && !closed) {
      toldOfShortage = true;
      LOG.warn("Statuses are lost: more is undelivered than undelivered-max-bytes allows");
    }
  }

  /** The endpoint stops, perhaps its modules too: a status that is not folded is no news then. */
  public void close() {
    closed = true;
  }

  private void countLoss(DeviceKey key, int count, String why) {
    lost += count;
    if (count > 0 && withLoss.add(key) && !closed) {
      LOG.warn(
          "Device {}: {} undelivered status(es) not in its error message: {}", key, count, why);
    }
  }

  private Work work(Pending pending) {
    Device device = pending.report.device();
    return devices.computeIfAbsent(
        device.key(),
        key -> {
          Undelivered undelivered = new Undelivered(device);
          budget.take(cost(undelivered));
          return new Work(undelivered);
        });
  }
}
