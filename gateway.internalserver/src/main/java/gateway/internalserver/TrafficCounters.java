package gateway.internalserver;

import gateway.api.device.Device;
import gateway.api.view.DeviceServerView.Traffic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters of the device port. Any thread. */
final class TrafficCounters {

  /**
   * A module may support every device type there is: devices must not fill the memory with them.
   */
  private static final int MAX_TYPES = 256;

  private static final String OTHER = "other";

  private record Type(int module, String deviceType) {}

  private final ConcurrentMap<Type, TypeTraffic> types = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> refusals = new ConcurrentHashMap<>();

  TypeTraffic of(Device device) {
    Type type = new Type(device.module(), Integer.toUnsignedString(device.deviceType()));
    if (types.size() >= MAX_TYPES && !types.containsKey(type)) {
      type = new Type(device.module(), OTHER);
    }
    return types.computeIfAbsent(type, t -> new TypeTraffic(t.module(), t.deviceType()));
  }

  /** Counts a connection that ends before its connect is answered with OK. */
  void refused(Enum<?> reason) {
    refusals.computeIfAbsent(reason.name(), name -> new LongAdder()).increment();
  }

  List<Traffic> snapshot() {
    return types.values().stream()
        .map(TypeTraffic::snapshot)
        .sorted(
            Comparator.comparing(Traffic::module, Integer::compareUnsigned)
                .thenComparing(Traffic::deviceType))
        .toList();
  }

  Map<String, Long> refusals() {
    Map<String, Long> counts = new TreeMap<>();
    refusals.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }
}
