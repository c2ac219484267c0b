package gateway.external.session;

import gateway.api.device.DeviceKey;
import gateway.external.base.Settings;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.TrackedStatus;
import gateway.external.undelivered.Undelivered;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The devices of an endpoint and the statuses that wait to be sent, in order per device. */
public final class Devices {

  /** What a status takes beside its bytes, at most. */
  private static final int STATUS_COST = 128;

  /** What others keep undelivered does not make a short queue full. */
  private static final int MIN_FULL = 1024 * 1024;

  private final Supplier<Settings> settings;
  private final Budget budget;
  private final Map<DeviceKey, DeviceRecord> records = new HashMap<>();
  private int statuses;
  private long bytes;

  public Devices(Supplier<Settings> settings, Budget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  /** Returns the record of a device, a new one if there is none. */
  public DeviceRecord of(DeviceKey key) {
    return records.computeIfAbsent(key, DeviceRecord::new);
  }

  /** Returns the record of a device, if there is one. */
  public Optional<DeviceRecord> find(DeviceKey key) {
    return Optional.ofNullable(records.get(key));
  }

  /** Tells whether the External Server knows a device, or is being told of it. */
  public boolean isKnown(DeviceKey key) {
    DeviceRecord device = records.get(key);
    return device != null && device.standing != DeviceRecord.Standing.UNKNOWN;
  }

  /** Returns all devices; a copy. */
  Collection<DeviceRecord> all() {
    return List.copyOf(records.values());
  }

  /** Returns how many devices are remembered. */
  public int size() {
    return records.size();
  }

  /** Adds a status behind those of its device. */
  public void add(DeviceRecord device, TrackedStatus tracked) {
    device.waiting.add(tracked);
    count(tracked, 1);
  }

  /** Takes the oldest waiting status of a device. */
  Optional<TrackedStatus> poll(DeviceRecord device) {
    TrackedStatus tracked = device.waiting.poll();
    if (tracked == null) {
      return Optional.empty();
    }
    count(tracked, -1);
    return Optional.of(tracked);
  }

  private void count(TrackedStatus tracked, int sign) {
    statuses += sign;
    bytes += sign * (long) tracked.report.status().size();
    budget.take(sign * (long) (STATUS_COST + tracked.report.status().size()));
  }

  /** Tells whether a bound is reached. */
  public boolean isFull() {
    return statuses >= settings.get().bounds().queueStatuses()
        || bytes >= settings.get().bounds().queueBytes()
        || bytes >= MIN_FULL && budget.isExceededBy(0);
  }

  /** Returns the number of waiting statuses. */
  public int statuses() {
    return statuses;
  }

  /** Hands the waiting statuses of a device over, oldest first. */
  public void drain(DeviceRecord device, Consumer<TrackedStatus> target) {
    for (Optional<TrackedStatus> p = poll(device); p.isPresent(); p = poll(device)) {
      target.accept(p.get());
    }
  }

  /** Hands all waiting statuses over, oldest first per device. */
  public void drain(Consumer<TrackedStatus> target) {
    records.values().forEach(device -> drain(device, target));
  }

  /** Ends what belonged to a session, and forgets devices of which nothing is left. */
  public void reset() {
    records.values().forEach(DeviceRecord::reset);
    records.values().removeIf(DeviceRecord::isUnused);
  }

  /** Forgets a device that has left, unless something of it is left. */
  void left(DeviceRecord device) {
    if (device.isUnused()) {
      records.remove(device.key, device);
    }
  }

  /** Nothing of a device is on the disk any more: forgets it if it has left. */
  public void forgotten(Undelivered undelivered) {
    DeviceRecord device = records.get(undelivered.key);
    if (device != null && device.undelivered == undelivered) {
      left(device);
    }
  }
}
