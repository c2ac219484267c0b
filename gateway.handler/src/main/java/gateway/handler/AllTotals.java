package gateway.handler;

import gateway.api.device.Device;
import gateway.api.view.DevicesView.Totals;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The counters of all device types. Any thread. */
final class AllTotals {

  /**
   * A module may support every device type there is: devices must not fill the memory with them.
   */
  private static final int MAX_TYPES = 256;

  private static final String OTHER = "other";

  private record Type(int module, String deviceType) {}

  private final ConcurrentMap<Type, TypeTotals> types = new ConcurrentHashMap<>();

  TypeTotals of(Device device) {
    Type type = new Type(device.module(), Integer.toUnsignedString(device.deviceType()));
    if (types.size() >= MAX_TYPES && !types.containsKey(type)) {
      type = new Type(device.module(), OTHER);
    }
    return types.computeIfAbsent(type, t -> new TypeTotals(t.module(), t.deviceType()));
  }

  List<Totals> snapshot() {
    return types.values().stream()
        .map(TypeTotals::snapshot)
        .sorted(
            Comparator.comparing(Totals::module, Integer::compareUnsigned)
                .thenComparing(Totals::deviceType))
        .toList();
  }
}
