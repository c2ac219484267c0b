package gateway.web.page;

import gateway.api.view.DevicesView;
import gateway.api.view.Views;
import java.util.HashMap;
import java.util.Map;

/** How fast the counters of modules and endpoints grew between the last two readings. */
final class Rates {

  private Map<String, Long> before = Map.of();
  private long beforeNanos;
  private volatile Map<String, Double> rates = Map.of();

  static String module(int number) {
    return "module " + Integer.toUnsignedString(number);
  }

  static String endpoint(String name) {
    return "endpoint " + name;
  }

  /** Reads the counters; called at intervals by one thread. */
  void read(Views views, long nanos) {
    Map<String, Long> now = new HashMap<>();
    views.all(DevicesView.class).stream()
        .flatMap(view -> view.totals().stream())
        .forEach(totals -> now.merge(module(totals.module()), totals.statuses(), Long::sum));
    views
        .endpoints()
        .forEach(endpoint -> now.put(endpoint(endpoint.name()), endpoint.counters().delivered()));
    double seconds = (nanos - beforeNanos) / 1e9;
    Map<String, Double> grown = new HashMap<>();
    now.forEach(
        (name, count) -> {
          Long former = before.get(name);
          if (former != null && seconds > 0) {
            grown.put(name, Math.max(0, count - former) / seconds);
          }
        });
    before = now;
    beforeNanos = nanos;
    rates = Map.copyOf(grown);
  }

  /** Returns the growth a second, by name. Any thread. */
  Map<String, Double> perSecond() {
    return rates;
  }
}
