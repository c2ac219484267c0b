package gateway.simulator.load;

import gateway.simulator.console.JsonLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rounds of both sides, as a table or as JSON. */
final class LoadReport {

  private final Side echo = new Side();
  private final Side gateway = new Side();
  private final int devices;
  private final double cpuPer100k;

  LoadReport(int devices, List<Round> rounds, double cpuSeconds) {
    this.devices = devices;
    for (Round round : rounds) {
      echo.add(round.echo(), round.echoTimes());
      gateway.add(round.gateway(), round.gatewayTimes());
    }
    cpuPer100k = gateway.roundTrips == 0 ? 0 : cpuSeconds * 1e5 / gateway.roundTrips;
  }

  /** Returns the lines of the table. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d devices, medians of %d alternating rounds",
            devices,
            gateway.rates.size()));
    lines.add(String.format("%-18s%12s%12s%10s", "", "echo", "gateway", "ratio"));
    lines.add(
        String.format(
            Locale.ROOT,
            "%-18s%12.0f%12.0f%10.2f",
            "round trips/s",
            median(echo.rates),
            median(gateway.rates),
            median(ratios())));
    for (double percentile : new double[] {0.5, 0.95, 0.99}) {
      lines.add(
          row(
              String.format(Locale.ROOT, "p%.0f µs", percentile * 100),
              echo.times.percentile(percentile),
              gateway.times.percentile(percentile)));
    }
    lines.add(row("max µs", echo.times.max(), gateway.times.max()));
    lines.add(String.format("%-18s%12d%12d", "drops", echo.drops, gateway.drops));
    if (gateway.wrong > 0) {
      lines.add(String.format("%-18s%12d%12d", "wrong answers", echo.wrong, gateway.wrong));
    }
    if (cpuPer100k > 0) {
      lines.add(String.format(Locale.ROOT, "%-18s%12s%12.2f", "CPU s/100k", "", cpuPer100k));
    }
    return lines;
  }

  /** Returns everything as one JSON object. */
  String json() {
    JsonLine line =
        new JsonLine()
            .put("devices", devices)
            .putRaw("echo", echo.json())
            .putRaw("gateway", gateway.json())
            .put("ratio", median(ratios()))
            .put("p99_ratio", ratio(gateway.times.percentile(0.99), echo.times.percentile(0.99)));
    if (cpuPer100k > 0) {
      line.put("cpu_seconds_per_100k", cpuPer100k);
    }
    return line.toString();
  }

  private List<Double> ratios() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < gateway.rates.size(); i++) {
      ratios.add(ratio(gateway.rates.get(i), echo.rates.get(i)));
    }
    return ratios;
  }

  private static String row(String name, long echo, long gateway) {
    return String.format(
        Locale.ROOT,
        "%-18s%12.1f%12.1f%10.2f",
        name,
        echo / 1e3,
        gateway / 1e3,
        ratio(gateway, echo));
  }

  private static double ratio(double gateway, double echo) {
    return echo == 0 ? 0 : gateway / echo;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** One phase of each side. */
  record Round(
      LoadClient.Phase echo,
      Histogram echoTimes,
      LoadClient.Phase gateway,
      Histogram gatewayTimes) {}

  private static final class Side {
    private final List<Double> rates = new ArrayList<>();
    private final Histogram times = new Histogram();
    private long roundTrips;
    private long drops;
    private long wrong;

    void add(LoadClient.Phase phase, Histogram durations) {
      rates.add(phase.rate());
      times.add(durations);
      roundTrips += phase.roundTrips();
      drops += phase.drops();
      wrong += phase.wrong();
    }

    String json() {
      return new JsonLine()
          .put("rate", median(rates))
          .putRaw("rates", rates.stream().map(Math::round).toList().toString())
          .put("round_trips", roundTrips)
          .put("p50_us", times.percentile(0.5) / 1e3)
          .put("p95_us", times.percentile(0.95) / 1e3)
          .put("p99_us", times.percentile(0.99) / 1e3)
          .put("max_us", times.max() / 1e3)
          .put("drops", drops)
          .put("wrong", wrong)
          .toString();
    }
  }
}
