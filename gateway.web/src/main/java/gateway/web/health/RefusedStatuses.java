package gateway.web.health;

import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.Totals;
import gateway.api.view.ModulesView.State;
import gateway.api.view.Views;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds the device types of which most statuses of the last minute were refused. */
final class RefusedStatuses {

  /** One device that tries a wrong status now and then is no fault of the module. */
  static final int MIN_REFUSED = 3;

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(60);
  private static final long STEP = TimeUnit.SECONDS.toNanos(1);

  private record Type(int module, String deviceType) implements Comparable<Type> {
    @Override
    public int compareTo(Type other) {
      return Comparator.comparing(Type::module, Integer::compareUnsigned)
          .thenComparing(Type::deviceType)
          .compare(this, other);
    }
  }

  private record Counts(long statuses, long refused) {
    static final Counts NONE = new Counts(0, 0);
  }

  private record Sample(long at, Map<Type, Counts> counts) {}

  /** Oldest first; the first is at most a minute old, but for the last before it. */
  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Looks at the counters; returns what is wrong. */
  List<String> look(Views views, long now) {
    Sample current = new Sample(now, counts(views));
    if (samples.isEmpty() || now - samples.getLast().at() >= STEP) {
      samples.addLast(current);
    }
    while (samples.size() > 1 && now - second().at() >= PERIOD) {
      samples.removeFirst();
    }
    Map<Type, Counts> before = samples.getFirst().counts();
    return current.counts().entrySet().stream()
        .flatMap(
            type ->
                fault(
                    views,
                    type.getKey(),
                    type.getValue(),
                    before.getOrDefault(type.getKey(), Counts.NONE)))
        .toList();
  }

  private Sample second() {
    return samples.stream().skip(1).findFirst().orElseThrow();
  }

  private static Map<Type, Counts> counts(Views views) {
    Map<Type, Counts> counts = new TreeMap<>();
    for (DevicesView view : views.all(DevicesView.class)) {
      for (Totals totals : view.totals()) {
        counts.put(
            new Type(totals.module(), totals.deviceType()),
            new Counts(totals.statuses(), totals.refusedStatuses()));
      }
    }
    return counts;
  }

  private static Stream<String> fault(Views views, Type type, Counts now, Counts before) {
    long refused = now.refused() - before.refused();
    long all = now.statuses() - before.statuses() + refused;
    if (refused < MIN_REFUSED || refused * 2 <= all) {
      return Stream.empty();
    }
    return Stream.of(
        views.modules().stream()
                .filter(
                    module -> module.number() == type.module() && module.state() == State.SERVING)
                .map(ModulesCheck::named)
                .findFirst()
                .orElse("module " + Integer.toUnsignedString(type.module()))
            + " has refused "
            + refused
            + " of "
            + all
            + " statuses of device type "
            + type.deviceType()
            + " in the last minute");
  }
}
