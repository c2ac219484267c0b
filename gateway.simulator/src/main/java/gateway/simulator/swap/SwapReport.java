package gateway.simulator.swap;

import gateway.simulator.load.Histogram;
import gateway.simulator.swap.Pair.Phase;
import gateway.simulator.swap.SwapDevices.Measured;
import gateway.simulator.swap.SwapRun.Hang;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a run has shown. Counts decide about the exit status, times do not. */
final class SwapReport {

  private static final double MILLI = 1e6;

  private final List<Pair> pairs;
  private final Optional<ForwardedStatuses.Counts> cloud;
  private final long missing;
  private final Optional<Hang> hang;
  private final List<String> lines = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * Makes the report.
   *
   * @param cloud what has arrived there, if that was looked at
   * @param missing statuses that have not arrived in the cloud at the end
   */
  SwapReport(
      List<Pair> pairs,
      Optional<ForwardedStatuses.Counts> cloud,
      long missing,
      Optional<Hang> hang) {
    this.pairs = pairs;
    this.cloud = cloud;
    this.missing = missing;
    this.hang = hang;
    steps();
    times();
    counts();
  }

  /** Returns the lines to print. */
  List<String> lines() {
    return lines;
  }

  /** Returns what was wrong, one line each; empty if nothing was. */
  List<String> faults() {
    return faults;
  }

  private void steps() {
    lines.add(
        String.format(
            "%-30s%6s%14s%10s%16s%10s",
            "what happened", "times", "effect ms", "worst", "longest wait ms", "worst"));
    for (Kind kind : Kind.values()) {
      List<Long> effects = new ArrayList<>();
      List<Long> waits = new ArrayList<>();
      for (Pair pair : pairs) {
        for (int i = 0; i < pair.steps().size(); i++) {
          Step step = pair.steps().get(i);
          if (step.kind() == kind) {
            effects.add(step.nanos());
            waits.add(pair.pause(i));
          }
        }
      }
      if (!effects.isEmpty()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-30s%6d%14.0f%10.0f%16.1f%10.1f",
                kind.label(),
                effects.size(),
                median(effects) / MILLI,
                worst(effects) / MILLI,
                median(waits) / MILLI,
                worst(waits) / MILLI));
      }
    }
    pairs.stream()
        .flatMap(pair -> pair.steps().stream())
        .filter(step -> !step.fault().isEmpty())
        .forEach(step -> faults.add(step.kind().label() + ": " + step.fault()));
  }

  private void times() {
    lines.add("");
    lines.add(String.format("%-30s%16s%16s", "waiting for an answer", "undisturbed", "swapping"));
    side("number " + SwapRun.SWAPPED, Phase::swapped);
    side("number " + SwapRun.OTHER, Phase::other);
    List<Double> ratios =
        pairs.stream()
            .map(
                pair ->
                    (double) pair.swapping().other().times().percentile(0.99)
                        / pair.undisturbed().other().times().percentile(0.99))
            .sorted()
            .toList();
    lines.add(
        String.format(
            Locale.ROOT,
            "p99 of number %d, swapping to undisturbed: median %.2f (%.2f to %.2f, pairs: %d)",
            SwapRun.OTHER,
            ratios.get(ratios.size() / 2),
            ratios.get(0),
            ratios.get(ratios.size() - 1),
            ratios.size()));
  }

  private void side(String name, Function<Phase, Measured> which) {
    Histogram undisturbed = new Histogram();
    Histogram swapping = new Histogram();
    for (Pair pair : pairs) {
      undisturbed.add(which.apply(pair.undisturbed()).times());
      swapping.add(which.apply(pair.swapping()).times());
    }
    lines.add(
        String.format("%-30s%16d%16d", name + " answers", undisturbed.total(), swapping.total()));
    for (double percentile : new double[] {0.5, 0.99}) {
      lines.add(
          row(
              String.format(Locale.ROOT, "%s p%.0f ms", name, percentile * 100),
              undisturbed.percentile(percentile),
              swapping.percentile(percentile)));
    }
    lines.add(row(name + " longest ms", undisturbed.max(), swapping.max()));
  }

  private static String row(String name, long undisturbed, long swapping) {
    return String.format(
        Locale.ROOT, "%-30s%16.2f%16.2f", name, undisturbed / MILLI, swapping / MILLI);
  }

  private void counts() {
    lines.add("");
    lines.add(String.format("%-50s%8s", "counts, all of which must be 0", ""));
    count("connections closed, number " + SwapRun.SWAPPED, sum(Phase::swapped, Measured::closed));
    count("connections closed, number " + SwapRun.OTHER, sum(Phase::other, Measured::closed));
    count(
        "wrong answers", sum(Phase::swapped, Measured::wrong) + sum(Phase::other, Measured::wrong));
    count("over the deadline, number " + SwapRun.OTHER, sum(Phase::other, Measured::late));
    cloud.ifPresent(this::cloud);
    hang.ifPresent(this::hang);
  }

  private void cloud(ForwardedStatuses.Counts arrived) {
    count("sessions with the cloud lost", Math.max(0, arrived.sessions() - 1));
    count("statuses lost on the way to the cloud", arrived.lost() + missing);
    count("statuses late or twice in the cloud", arrived.reordered());
    count("devices that the cloud was told are gone", arrived.disconnects());
  }

  private void hang(Hang version) {
    Measured during = version.during().other();
    Measured after = version.after().swapped();
    count(
        "a version that hangs: faults of the other module",
        during.closed() + during.wrong() + during.late());
    count("a version that hangs: faults afterwards", after.closed() + after.wrong());
    if (version.back().isEmpty()) {
      faults.add("a version that hangs: the one before did not take over");
    }
  }

  private void count(String what, long value) {
    lines.add(String.format("%-50s%8d", what, value));
    if (value != 0) {
      faults.add(what + ": " + value);
    }
  }

  private long sum(Function<Phase, Measured> which, ToLongFunction<Measured> count) {
    return pairs.stream()
        .flatMap(pair -> List.of(pair.undisturbed(), pair.swapping()).stream())
        .map(which)
        .mapToLong(count)
        .sum();
  }

  private static double median(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
  }

  private static long worst(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
