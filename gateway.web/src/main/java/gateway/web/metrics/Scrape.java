package gateway.web.metrics;

import gateway.api.view.DurationHistogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the metrics of one scrape together, by name, in the order in which they come. */
final class Scrape {

  private static final double[] BOUNDS = bounds();

  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

  private static double[] bounds() {
    int count = DurationHistogram.BOUNDS.size();
    double[] bounds = new double[count + 1];
    for (int i = 0; i < count; i++) {
      bounds[i] = DurationHistogram.BOUNDS.get(i).toNanos() / 1e9;
    }
    bounds[count] = Double.POSITIVE_INFINITY;
    return bounds;
  }

  void counter(String name, String help, Labels labels, long value) {
    counters
        .computeIfAbsent(name, n -> CounterSnapshot.builder().name(n).help(help))
        .dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  void gauge(String name, String help, Labels labels, double value) {
    gauges
        .computeIfAbsent(name, n -> GaugeSnapshot.builder().name(n).help(help))
        .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  void histogram(String name, String help, Labels labels, DurationHistogram durations) {
    long[] counts = durations.counts().stream().mapToLong(Long::longValue).toArray();
    histograms
        .computeIfAbsent(name, n -> HistogramSnapshot.builder().name(n).help(help))
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
                .sum(durations.totalNanos() / 1e9)
                .build());
  }

  List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    counters.values().forEach(counter -> all.add(counter.build()));
    gauges.values().forEach(gauge -> all.add(gauge.build()));
    histograms.values().forEach(histogram -> all.add(histogram.build()));
    return all;
  }
}
