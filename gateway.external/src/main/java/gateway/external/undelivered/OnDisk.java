package gateway.external.undelivered;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.external.store.Engine.Change;
import gateway.external.undelivered.TrackedStatus.Fate;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is on the disk of one device's undelivered data, and what has to get there. Statuses lie in
 * numbered slots until they are delivered or folded; slots are used again, so that the engine has
 * something to compare with. On the endpoint's loop.
 */
final class OnDisk {

  /** Slots above are emptied when they are free, those below when nothing is undelivered. */
  private static final int STANDING_SLOTS = 16;

  /** What is larger does not stay in a free slot: the engine holds it in memory. */
  private static final int LARGE = 4096;

  private Optional<String> prefix;

  /** Undelivered for so long that they belong on the disk, oldest first. */
  final Deque<TrackedStatus> statuses = new ArrayDeque<>(2);

  private Optional<Device> device = Optional.empty();
  private Optional<Payload> error = Optional.empty();
  private long foldedThrough;

  /** Slots that may hold something. */
  private final BitSet filled = new BitSet();

  /** Slots that hold something large. */
  private final BitSet large = new BitSet();

  /** Slots of statuses that are open. */
  private final BitSet open = new BitSet();

  /** Slots of statuses that are folded, but not on the disk. */
  private final BitSet folded = new BitSet();

  /** Slots that would bring a delivered status back. */
  private final BitSet delivered = new BitSet();

  /** Slots that the last batch has emptied. */
  private final BitSet emptied = new BitSet();

  /** Nothing is sure after a batch that failed. */
  private boolean unsure;

  /** Whether it is to be converted: an older version has written it. */
  private boolean old;

  OnDisk() {
    prefix = Optional.empty();
  }

  /**
   * Makes it from what is on the disk.
   *
   * @param read what was read from it
   */
  static OnDisk of(StoredValues stored, Undelivered read) {
    OnDisk disk = new OnDisk();
    disk.place(stored.prefix());
    disk.old = stored.isOld();
    disk.device = read.device;
    disk.error = read.error;
    disk.foldedThrough = read.foldedThrough;
    stored.slots().forEach(disk.filled::set);
    disk.large.or(disk.filled); // nobody knows: emptied when they are free
    for (TrackedStatus tracked : read.waiting) {
      if (tracked.isStored()) {
        disk.open.set(tracked.slot);
      }
      disk.statuses.add(tracked);
    }
    return disk;
  }

  /** Tells whether it is to be converted. */
  boolean isOld() {
    return old;
  }

  /** Tells whether it has a place on the disk. */
  boolean hasPlace() {
    return prefix.isPresent();
  }

  /** Gives it a place, before the first changes. */
  void place(String keysBeginWith) {
    prefix = Optional.of(keysBeginWith);
  }

  /** A status is no longer open. */
  void ended(TrackedStatus tracked) {
    statuses.remove(tracked);
    if (tracked.isStored()) {
      open.clear(tracked.slot);
      (tracked.fate == Fate.DELIVERED ? delivered : folded).set(tracked.slot);
    }
  }

  /** The undelivered data were delivered. */
  void delivered() {
    delivered.or(folded);
    folded.clear();
  }

  /** Tells whether nothing is on the disk and nothing has to get there. */
  boolean isEmpty() {
    return statuses.isEmpty() && device.isEmpty() && filled.isEmpty() && !unsure;
  }

  /** A batch with changes of this device was not written. */
  void failed() {
    unsure = true;
    emptied.andNot(open);
    filled.or(emptied);
    delivered.or(emptied);
  }

  /**
   * Adds what has to change on the disk.
   *
   * @param undelivered whose it is
   * @param mayGrow whether not only what is delivered may be changed
   * @param lastNumber the highest number that former processes have used
   */
  void changes(Undelivered undelivered, boolean mayGrow, long lastNumber, List<Change> batch) {
    emptied.clear();
    if (statuses.isEmpty() && undelivered.error.isEmpty()) {
      removeAll(batch);
      return;
    }
    if (mayGrow) {
      Device known = undelivered.device.orElseGet(() -> statuses.peekLast().report.device());
      if (unsure || !device.equals(Optional.of(known))) {
        device = Optional.of(known);
        put(batch, StoredValues.DEVICE, Coding.device(known));
      }
      folded(undelivered, lastNumber, batch);
      statuses(lastNumber, batch);
      unsure = false;
    } else if (undelivered.error.isEmpty()) {
      folded(undelivered, lastNumber, batch);
    }
    empty(batch);
  }

  private void folded(Undelivered undelivered, long lastNumber, List<Change> batch) {
    Optional<Payload> message = undelivered.error;
    long through = undelivered.foldedThrough;
    boolean same = error.equals(message) && (error.isEmpty() || foldedThrough == through);
    if (unsure || old || !same) {
      Optional<byte[]> value = message.map(e -> Coding.folded(e, lastNumber + through));
      change(batch, StoredValues.FOLDED, value);
      undelivered.error = value.map(Coding::payload); // which the store keeps: held once
    }
    error = undelivered.error;
    foldedThrough = through;
    folded.clear();
    if (error.isEmpty() || old) {
      delivered.or(filled);
      delivered.andNot(open);
    }
    removeOld(batch);
  }

  private void removeOld(List<Change> batch) {
    if (old) {
      remove(batch, StoredValues.OLD_ERROR);
      remove(batch, StoredValues.OLD_NEWEST);
      old = false;
    }
  }

  private void statuses(long lastNumber, List<Change> batch) {
    for (TrackedStatus tracked : statuses) {
      if (unsure || !tracked.isStored()) {
        if (!tracked.isStored()) {
          tracked.slot = open.nextClearBit(0);
        }
        open.set(tracked.slot);
        filled.set(tracked.slot);
        delivered.clear(tracked.slot);
        large.set(tracked.slot, tracked.report.status().size() > LARGE);
        put(batch, Integer.toString(tracked.slot), tracked.encoded(lastNumber));
      }
    }
  }

  /** Empties slots that would bring something back, and those that are too many. */
  private void empty(List<Change> batch) {
    for (int slot = filled.nextSetBit(0); slot >= 0; slot = filled.nextSetBit(slot + 1)) {
      boolean free = !open.get(slot) && !folded.get(slot);
      if (free && (delivered.get(slot) || large.get(slot) || slot >= STANDING_SLOTS)) {
        empty(batch, slot);
      }
    }
    delivered.clear();
  }

  private void removeAll(List<Change> batch) {
    if (device.isPresent() || unsure) {
      remove(batch, StoredValues.DEVICE);
    }
    if (error.isPresent() || unsure) {
      remove(batch, StoredValues.FOLDED);
    }
    removeOld(batch);
    for (int slot = filled.nextSetBit(0); slot >= 0; slot = filled.nextSetBit(slot + 1)) {
      empty(batch, slot);
    }
    device = Optional.empty();
    error = Optional.empty();
    folded.clear();
    delivered.clear();
    unsure = false;
  }

  private void empty(List<Change> batch, int slot) {
    remove(batch, Integer.toString(slot));
    filled.clear(slot);
    emptied.set(slot);
  }

  private void put(List<Change> batch, String name, byte[] value) {
    change(batch, name, Optional.of(value));
  }

  private void remove(List<Change> batch, String name) {
    change(batch, name, Optional.empty());
  }

  private void change(List<Change> batch, String name, Optional<byte[]> value) {
    batch.add(new Change(prefix.orElseThrow() + '/' + name, value));
  }
}
