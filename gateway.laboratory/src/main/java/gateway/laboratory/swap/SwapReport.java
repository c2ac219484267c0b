package gateway.laboratory.swap;

import gateway.laboratory.swap.MeasuredPair.Phase;
import gateway.laboratory.swap.SwapDevices.Measured;
import gateway.laboratory.swap.SwapRun.Hang;
import gateway.laboratory.swap.SwapStep.Verdict;
import gateway.laboratory.swap.module.Behaviour;
import gateway.simulator.load.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run has shown. Counts decide about the exit status, times do not. */
final class SwapReport {

  private static final double MILLI = 1e6;
  private static final int MAX_WORDS = 110;
  private static final long STALL_NANOS = 100_000_000;

  private final SwapRun.Size size;
  private final List<MeasuredPair> pairs;
  private final List<String> lines = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * Makes the report.
   *
   * @param cloud what has arrived there, if that was looked at
   * @param missing statuses that have not arrived in the cloud at the end
   * @param hangs what became of versions that hang
   */
  SwapReport(
      SwapRun.Size size,
      List<MeasuredPair> pairs,
      Optional<ForwardedStatuses.Counts> cloud,
      long missing,
      Map<Behaviour, Hang> hangs) {
    this.size = size;
    this.pairs = pairs;
    title();
    steps("takes over", true);
    steps("is refused, waits, is set aside", false);
    words();
    times();
    counts();
    cloud.ifPresent(arrived -> cloud(arrived, missing));
    hangs.forEach(this::hang);
  }

  /** Returns the lines to print. */
  List<String> lines() {
    return lines;
  }

  /** Returns what was wrong, one line each; empty if nothing was. */
  List<String> faults() {
    return faults;
  }

  private void title() {
    add(
        "%d devices at %.0f Hz on number %d, whose versions come and go, and as many on number %d;"
            + " pairs of %.0f s undisturbed and %.0f s swapping: %d",
        size.devices(),
        size.rate(),
        SwapRun.SWAPPED,
        SwapRun.OTHER,
        size.seconds(),
        size.seconds(),
        pairs.size());
  }

  private void steps(String title, boolean serves) {
    lines.add("");
    add("%-28s%6s  %-22s  %-22s", title, "times", "      after ms", "longest answer ms");
    add("%-28s%6s%12s%12s%12s%12s", "", "", "median", "worst", "median", "worst");
    if (serves) {
      List<Double> waits =
          pairs.stream()
              .flatMapToLong(pair -> pair.undisturbed().swapped().pauses().everySecond())
              .mapToObj(nanos -> nanos / MILLI)
              .toList();
      row("nothing, for a second each", waits.size(), List.of(), waits);
    }
    for (SwapKind kind : SwapKind.values()) {
      if (kind.serves() == serves) {
        steps(kind);
      }
    }
  }

  private void steps(SwapKind kind) {
    List<Double> effects = new ArrayList<>();
    List<Double> waits = new ArrayList<>();
    for (MeasuredPair pair : pairs) {
      for (int i = 0; i < pair.steps().size(); i++) {
        SwapStep step = pair.steps().get(i);
        if (step.kind() == kind) {
          waits.add(pair.longestAnswer(i) / MILLI);
          step.nanos().ifPresent(nanos -> effects.add(nanos / MILLI));
          if (!step.fault().isEmpty()) {
            faults.add(kind.label() + ": " + step.fault());
          }
        }
      }
    }
    row(kind.label(), waits.size(), effects, waits);
  }

  private void row(String name, int times, List<Double> effects, List<Double> waits) {
    if (times > 0) {
      add("%-28s%6d%s%s", name, times, columns(effects, 0), columns(waits, 1));
    }
  }

  private static String columns(List<Double> values, int decimals) {
    if (values.isEmpty()) {
      return String.format("%12s%12s", "-", "-");
    }
    String format = "%12." + decimals + "f";
    return String.format(
        Locale.ROOT,
        format + format,
        MedianAndRange.of(values).median(),
        MedianAndRange.of(values).most());
  }

  private void words() {
    if (steps().allMatch(step -> step.words().isEmpty())) {
      return;
    }
    lines.add("");
    lines.add("what the gateway says");
    for (SwapKind kind : SwapKind.values()) {
      steps()
          .filter(step -> step.kind() == kind && !step.words().isEmpty())
          .findFirst()
          .ifPresent(
              step ->
                  add(
                      "  %-26s%s",
                      kind.label(),
                      step.words().substring(0, Math.min(MAX_WORDS, step.words().length()))));
    }
  }

  private void times() {
    lines.add("");
    add("%-34s%14s%14s", "answers", "undisturbed", "swapping");
    side(SwapRun.SWAPPED, Phase::swapped);
    side(SwapRun.OTHER, Phase::other);
    echo();
    spread(
        "longest of number " + SwapRun.SWAPPED + ", swapping less undisturbed, ms",
        pair ->
            (pair.swapping().swapped().times().max() - pair.undisturbed().swapped().times().max())
                / MILLI);
    spread(
        "the same but for versions that turn slow",
        pair ->
            (pair.longestAnswerBut(SwapKind.SLOW_LATER)
                    - pair.undisturbed().swapped().times().max())
                / MILLI);
    spread(
        "p99 of number " + SwapRun.OTHER + ", swapping to undisturbed",
        pair ->
            (double) pair.swapping().other().times().percentile(0.99)
                / pair.undisturbed().other().times().percentile(0.99));
  }

  private void side(int number, Function<Phase, Measured> which) {
    Histogram undisturbed = new Histogram();
    Histogram swapping = new Histogram();
    for (MeasuredPair pair : pairs) {
      undisturbed.add(which.apply(pair.undisturbed()).times());
      swapping.add(which.apply(pair.swapping()).times());
    }
    add("%-34s%14d%14d", "number " + number, undisturbed.total(), swapping.total());
    row("  p50 ms", undisturbed.percentile(0.5), swapping.percentile(0.5));
    row("  p99 ms", undisturbed.percentile(0.99), swapping.percentile(0.99));
    row("  longest ms", undisturbed.max(), swapping.max());
  }

  private void echo() {
    Histogram undisturbed = new Histogram();
    Histogram swapping = new Histogram();
    for (MeasuredPair pair : pairs) {
      undisturbed.add(pair.undisturbed().echo());
      swapping.add(pair.swapping().echo());
    }
    row("raw echo, p99 ms", undisturbed.percentile(0.99), swapping.percentile(0.99));
    row("  longest ms", undisturbed.max(), swapping.max());
  }

  private void row(String name, long undisturbed, long swapping) {
    add("%-34s%14.2f%14.2f", name, undisturbed / MILLI, swapping / MILLI);
  }

  private void spread(String name, ToDoubleFunction<MeasuredPair> value) {
    MedianAndRange spread = MedianAndRange.of(pairs.stream().map(value::applyAsDouble).toList());
    add(
        "%-54s%8.2f (%.2f to %.2f, pairs: %d)",
        name, spread.median(), spread.least(), spread.most(), pairs.size());
  }

  private void counts() {
    lines.add("");
    add(
        "%-54s%8d",
        "versions that took over",
        steps().filter(step -> step.kind().serves() && step.effect().isPresent()).count());
    add("%-54s%8d", "refused", verdicts(Verdict.REFUSED));
    add("%-54s%8d", "set aside", verdicts(Verdict.SET_ASIDE));
    add("%-54s%8d", "waiting: refuse what others accept", verdicts(Verdict.KEPT_OUT));
    add("%-54s%8d", "neither, as far as can be seen", verdicts(Verdict.NONE));
    add("%-54s%8d", "not as it should be", (long) faults.size());
    wrong("connections closed, number " + SwapRun.SWAPPED, sum(Phase::swapped, Measured::closed));
    wrong("connections closed, number " + SwapRun.OTHER, sum(Phase::other, Measured::closed));
    wrong(
        "wrong answers", sum(Phase::swapped, Measured::wrong) + sum(Phase::other, Measured::wrong));
    String late = "over the deadline, number " + SwapRun.OTHER;
    late(late, late, phases());
  }

  /** A machine that makes a raw echo wait for so long tells nothing about the gateway. */
  private void late(String what, String fault, Stream<Phase> phases) {
    Map<Boolean, Long> byMachine =
        phases.collect(
            Collectors.partitioningBy(
                phase -> phase.echo().max() > STALL_NANOS,
                Collectors.summingLong(phase -> phase.other().late())));
    wrong(what, fault, byMachine.get(false));
    if (byMachine.get(true) > 0) {
      add("%-54s%8d", "  while the machine stalled, not judged", byMachine.get(true));
    }
  }

  private Stream<Phase> phases() {
    return pairs.stream().flatMap(pair -> Stream.of(pair.undisturbed(), pair.swapping()));
  }

  private Stream<SwapStep> steps() {
    return pairs.stream().flatMap(pair -> pair.steps().stream());
  }

  private long verdicts(Verdict verdict) {
    return steps().filter(step -> !step.kind().serves() && step.verdict() == verdict).count();
  }

  private void cloud(ForwardedStatuses.Counts arrived, long missing) {
    add("%-54s%8d", "statuses in the cloud", arrived.statuses());
    wrong("of them lost", arrived.lost() + missing);
    wrong("of them late or twice", arrived.reordered());
    wrong("sessions with the cloud lost", Math.max(0, arrived.sessions() - 1));
    wrong("devices that the cloud was told are gone", arrived.disconnects());
  }

  private void hang(Behaviour hangs, Hang hang) {
    String title =
        "a version that hangs " + (hangs == Behaviour.HANGS ? "at once" : "after 20 statuses");
    lines.add("");
    add("%-54s%8s", title + ": took over", hang.tookOver() ? "yes" : "no");
    long closed = hang.during().swapped().closed();
    String own = "  connections of its own number closed";
    if (hangs == Behaviour.HANGS) {
      wrong(own, title + ": connections closed", closed);
    } else {
      add("%-54s%8d", own, closed);
    }
    if (hang.back().isEmpty()) {
      faults.add(title + ": the version before does not serve again");
    } else if (hang.tookOver()) {
      add("%-54s%8.0f", "  until the version before served, ms", hang.back().getAsLong() / MILLI);
    }
    Measured other = hang.during().other();
    add("%-54s%8.1f", "  longest answer of the other module, ms", other.times().max() / MILLI);
    wrong(
        "  faults of the other module",
        title + ": faults of the other module",
        other.closed() + other.wrong());
    late("  late answers of the other module", title + ": late answers", Stream.of(hang.during()));
    Measured after = hang.after().swapped();
    wrong(
        "  faults of its own number afterwards",
        title + ": faults of its own number afterwards",
        after.closed() + after.wrong());
  }

  private void wrong(String what, long value) {
    wrong(what, what, value);
  }

  private void wrong(String what, String fault, long value) {
    add("%-54s%8d%s", what, value, value == 0 ? "" : "  wrong");
    if (value != 0) {
      faults.add(fault + ": " + value);
    }
  }

  private void add(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  private long sum(Function<Phase, Measured> which, ToLongFunction<Measured> count) {
    return phases().map(which).mapToLong(count).sum();
  }
}
