package gateway.laboratory.outage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What came out of all rounds, by fault. */
final class OutageReport {

  private static final String ROW = "%-16s%7s%10s%10s%9s%11s%10s%11s%8s%10s%6s%10s%10s%9s";

  private final Map<FaultKind, List<RoundResult>> results = new EnumMap<>(FaultKind.class);
  private final Map<FaultKind, String> skipped = new EnumMap<>(FaultKind.class);
  private final List<String> failures = new ArrayList<>();
  private int rounds;

  void add(RoundResult result) {
    rounds++;
    results.computeIfAbsent(result.plan().fault(), kind -> new ArrayList<>()).add(result);
  }

  /** A fault that cannot be tried here; its rounds count as nothing. */
  void skip(FaultKind kind, String reason) {
    skipped.put(kind, reason);
  }

  void fail(String what) {
    failures.add(what);
  }

  boolean isGood() {
    return failures.isEmpty() && rounds > 0;
  }

  /** Says what is to be made of it all. */
  String verdict() {
    if (rounds == 0) {
      return "FAILED: nothing was tried";
    }
    return failures.isEmpty() ? "Nothing was lost." : "FAILED";
  }

  /** Returns one line about a round. */
  static String line(RoundResult result) {
    DeliveryTotals totals = result.totals();
    return String.format(
        Locale.ROOT,
        "round %3d  %-32s %5d statuses %5d delivered %5d folded;"
            + " twice %3d unanswered %3d repeated %3d farewells; %s back in %5.2f s",
        result.plan().number(),
        result.plan().text(),
        totals.produced(),
        totals.delivered(),
        totals.folded(),
        totals.unanswered(),
        totals.repeated(),
        totals.farewells(),
        missing(totals),
        result.recovery() / 1e9);
  }

  private static String missing(DeliveryTotals totals) {
    StringBuilder text = new StringBuilder();
    if (totals.atKill() > 0) {
      text.append(totals.atKill()).append(" at kill, ");
    }
    if (totals.announced() > 0) {
      text.append(totals.announced()).append(" announced, ");
    }
    return text.append(totals.lost()).append(" lost,").toString();
  }

  /** Returns the table. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        row(
            "fault",
            "rounds",
            "statuses",
            "delivered",
            "folded",
            "unanswered",
            "repeated",
            "farewells",
            "at kill",
            "announced",
            "lost",
            "back (s)",
            "worst (s)",
            "max (ms)"));
    List<RoundResult> all = new ArrayList<>();
    results.forEach(
        (kind, of) -> {
          lines.add(row(kind.toString(), of));
          all.addAll(of);
        });
    lines.add(row("all", all));
    skipped.forEach((kind, reason) -> lines.add(row(kind.toString(), "skipped") + "  " + reason));
    return lines;
  }

  /** Says how young what is missing after kills was, where the store was not damaged. */
  Optional<String> oldestAtKill() {
    String byFault =
        results.entrySet().stream()
            .filter(of -> !of.getKey().damagesStore() && oldestAtKill(of.getValue()) > 0)
            .map(of -> of.getKey() + " " + oldestAtKill(of.getValue()) / 1_000_000 + " ms")
            .collect(Collectors.joining(", "));
    return byFault.isEmpty()
        ? Optional.empty()
        : Optional.of("Of those missing at a kill the oldest was answered before it: " + byFault);
  }

  private static long oldestAtKill(List<RoundResult> of) {
    return of.stream().mapToLong(RoundResult::oldestAtKill).max().orElse(0);
  }

  private static String row(String name, List<RoundResult> of) {
    DeliveryTotals sum =
        of.stream().map(RoundResult::totals).reduce(DeliveryTotals.NONE, DeliveryTotals::plus);
    long[] recoveries = of.stream().mapToLong(RoundResult::recovery).sorted().toArray();
    long longest = of.stream().mapToLong(RoundResult::longest).max().orElse(0);
    return row(
        name,
        of.size(),
        sum.produced(),
        sum.delivered(),
        sum.folded(),
        sum.unanswered(),
        sum.repeated(),
        sum.farewells(),
        sum.atKill(),
        sum.announced(),
        sum.lost(),
        seconds(recoveries.length == 0 ? 0 : recoveries[recoveries.length / 2]),
        seconds(Arrays.stream(recoveries).max().orElse(0)),
        String.format(Locale.ROOT, "%.1f", longest / 1e6));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
  }

  private static String row(Object... cells) {
    Object[] all = Arrays.copyOf(cells, 14);
    for (int i = cells.length; i < all.length; i++) {
      all[i] = "";
    }
    return String.format(Locale.ROOT, ROW, all).stripTrailing();
  }

  /** Returns what went wrong, in order. */
  List<String> failures() {
    return List.copyOf(failures);
  }
}
