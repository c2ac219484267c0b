package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.simulator.server.ForwardedStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The statuses of all devices. Its methods may be called on any thread. */
final class Ledger {

  private final Findings findings;
  private final Map<DeviceKey, DeviceLedger> devices = new LinkedHashMap<>();

  Ledger(Findings findings) {
    this.findings = findings;
  }

  /** Adds a device; all are added before anything else happens. */
  DeviceLedger add(DeviceKey key, StatusKind kind) {
    DeviceLedger ledger = new DeviceLedger(key.toString(), kind, findings);
    devices.put(key, ledger);
    return ledger;
  }

  Optional<DeviceLedger> find(DeviceKey key) {
    return Optional.ofNullable(devices.get(key));
  }

  /** The External Server has forwarded a status. */
  void forwarded(ForwardedStatus status) {
    DeviceKey key = status.device().key();
    if (Guests.isGuest(key)) {
      return;
    }
    OptionalInt number = StatusKind.number(status.data().toText());
    if (find(key).isEmpty() || number.isEmpty()) {
      findings.violation(
          key + ": " + status.state() + " with a status that was never sent: " + status.data());
      return;
    }
    String error = status.error().map(Payload::toText).orElse("");
    devices.get(key).forwarded(status.state(), number.getAsInt(), error);
  }

  /** The gateway was killed. */
  void killed(long at, long margin) {
    all().forEach(device -> device.killed(at, margin));
  }

  /** The gateway may forward what was answered since then once more. */
  void mayRepeatSince(long time) {
    all().forEach(device -> device.mayRepeatSince(time));
  }

  /** Returns the largest {@link DeviceLedger#takeOldestAtKill} of all devices. */
  long takeOldestAtKill() {
    return all().stream().mapToLong(DeviceLedger::takeOldestAtKill).max().orElse(0);
  }

  /** The gateway has made a link to the broker. */
  void linked() {
    all().forEach(DeviceLedger::linked);
  }

  /** The gateway has said that its store was damaged. */
  void damaged() {
    all().forEach(DeviceLedger::damaged);
  }

  /** Returns what is answered up to now. */
  Mark mark() {
    return new Mark(all().stream().map(DeviceLedger::newestAnswered).toList());
  }

  /** Tells whether it is certain what became of everything before the mark. */
  boolean isSettled(Mark mark) {
    return isSettled(mark, key -> true);
  }

  /** Tells the same of some devices. */
  boolean isSettled(Mark mark, Predicate<DeviceKey> which) {
    return unsettled(mark, which).isEmpty();
  }

  /** Names those of these devices of which something before the mark is missing. */
  List<String> unsettled(Mark mark, Predicate<DeviceKey> which) {
    List<String> missing = new ArrayList<>();
    int i = 0;
    for (Map.Entry<DeviceKey, DeviceLedger> device : devices.entrySet()) {
      int number = mark.numbers().get(i++);
      if (which.test(device.getKey()) && !device.getValue().isSettled(number)) {
        missing.add(device.getValue().state());
      }
    }
    return missing;
  }

  /** Counts what lies before the mark and was not counted before. */
  DeliveryTotals settle(Mark mark) {
    DeliveryTotals sum = DeliveryTotals.NONE;
    int i = 0;
    for (DeviceLedger device : all()) {
      sum = sum.plus(device.settle(mark.numbers().get(i++)));
    }
    return sum;
  }

  private Collection<DeviceLedger> all() {
    return devices.values();
  }

  /**
   * A point in time.
   *
   * @param numbers the newest answered status of each device
   */
  record Mark(List<Integer> numbers) {

    /** Tells whether some device has got so many answers since another one. */
    boolean isAhead(Mark other, int statuses) {
      return IntStream.range(0, numbers.size())
          .anyMatch(i -> numbers.get(i) - other.numbers.get(i) >= statuses);
    }
  }
}
