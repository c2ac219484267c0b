package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The devices of the vehicle. */
final class Fleet implements AutoCloseable {

  /** The type of the first device; no other device has it, so that it can be refused alone. */
  static final int ODD_TYPE = 0;

  private final List<LabDevice> devices = new ArrayList<>();
  private final AtomicInteger excuses = new AtomicInteger();
  private final LabLog log;

  Fleet(
      int count,
      long periodNanos,
      Ledger ledger,
      GatewayProcess gateway,
      MachineStalls stalls,
      Findings findings,
      LabLog log) {
    this.log = log;
    for (int i = 0; i < count; i++) {
      StatusKind kind = i % 2 == 0 ? StatusKind.MISSION : StatusKind.BUTTON;
      DeviceKey key = new DeviceKey(kind.module, type(kind, i), kind.role + i);
      devices.add(
          new LabDevice(
              key,
              kind,
              ledger.add(key, kind),
              gateway,
              stalls,
              findings,
              this::excuse,
              periodNanos));
    }
  }

  private static int type(StatusKind kind, int index) {
    return kind == StatusKind.MISSION && index > 0 ? 1 : ODD_TYPE;
  }

  List<LabDevice> devices() {
    return devices;
  }

  void start() {
    devices.forEach(LabDevice::start);
  }

  /** Lets some devices leave, and returns their keys. */
  Set<DeviceKey> leave(List<LabDevice> leaving) {
    leaving.forEach(LabDevice::leave);
    return leaving.stream().map(LabDevice::key).collect(Collectors.toSet());
  }

  /** Tells whether no device is connected. */
  boolean isGone() {
    return devices.stream().noneMatch(LabDevice::isConnected);
  }

  void comeBack() {
    devices.forEach(LabDevice::comeBack);
  }

  /** Returns the longest answer time of any device since the last call, in nanoseconds. */
  long takeLongest() {
    return devices.stream().mapToLong(LabDevice::takeLongest).max().orElse(0);
  }

  private void excuse(String what) {
    log.note("excused", what);
    excuses.incrementAndGet();
  }

  /** Returns how often a device had to wait too long, on a machine that had no time. */
  int excuses() {
    return excuses.get();
  }

  @Override
  public void close() {
    devices.forEach(LabDevice::end);
  }
}
