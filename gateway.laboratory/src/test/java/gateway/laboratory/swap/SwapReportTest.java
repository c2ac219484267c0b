package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.laboratory.swap.ForwardedStatuses.Counts;
import gateway.laboratory.swap.MeasuredPair.Phase;
import gateway.laboratory.swap.SwapDevices.Measured;
import gateway.laboratory.swap.SwapStep.Verdict;
import gateway.laboratory.swap.module.Behaviour;
import gateway.simulator.load.Histogram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SwapReportTest {

  private static final long MILLI = 1_000_000;
  private static final SwapRun.Size SIZE = new SwapRun.Size(60, 100, 100, 1);

  private static Measured measured(long milliseconds, long closed, long wrong, long late) {
    Histogram times = new Histogram();
    times.record(milliseconds * MILLI);
    AnswerWaits pauses = new AnswerWaits(0, 1000 * MILLI);
    pauses.record(500 * MILLI, milliseconds * MILLI);
    return new Measured(times, pauses, closed, wrong, late);
  }

  private static Phase good(long milliseconds) {
    return phase(measured(milliseconds, 0, 0, 0), measured(milliseconds, 0, 0, 0));
  }

  private static Phase phase(Measured swapped, Measured other) {
    return new Phase(swapped, other, new Histogram());
  }

  private static SwapReport report(Phase swapping, List<SwapStep> steps) {
    return new SwapReport(
        SIZE, List.of(new MeasuredPair(good(2), swapping, steps)), Optional.empty(), 0, Map.of());
  }

  private static void assertHasLine(SwapReport report, String pattern) {
    assertTrue(
        report.lines().stream().anyMatch(line -> line.matches(pattern)),
        () -> pattern + " in\n" + String.join("\n", report.lines()));
  }

  @Test
  void timesAreShownAndNeverWrong() {
    SwapReport report =
        report(
            good(200),
            List.of(
                new SwapStep(
                    SwapKind.BESIDE,
                    400 * MILLI,
                    410 * MILLI,
                    OptionalLong.of(5000 * MILLI),
                    Verdict.NONE,
                    "",
                    "")));
    assertEquals(List.of(), report.faults());
    assertHasLine(report, "newer version beside, mv +1 +4590 +4590 +200\\.0 +200\\.0");
    assertHasLine(report, "longest of number 1, .* 198\\.00 \\(198\\.00 to 198\\.00, pairs: 1\\)");
    assertHasLine(report, "p99 of number 1002, .* 100\\.00 \\(100\\.00 to 100\\.00, pairs: 1\\)");
    assertHasLine(report, "versions that took over +1");
  }

  @Test
  void refusedAndSetAsideAreToldApart() {
    SwapReport report =
        report(
            good(2),
            List.of(
                new SwapStep(
                    SwapKind.TRUNCATED,
                    0,
                    1,
                    OptionalLong.empty(),
                    Verdict.REFUSED,
                    "swap-broken.jar refused: why",
                    ""),
                new SwapStep(
                    SwapKind.THROWS,
                    0,
                    1,
                    OptionalLong.empty(),
                    Verdict.SET_ASIDE,
                    "Module 1 x is set aside: why",
                    "")));
    assertHasLine(report, "refused +1");
    assertHasLine(report, "set aside +1");
    assertHasLine(report, " +truncated +swap-broken.jar refused: why");
    assertEquals(List.of(), report.faults());
  }

  @Test
  void eachCountThatIsNotZeroIsWrong() {
    SwapReport report =
        report(
            phase(measured(2, 1, 2, 50), measured(2, 3, 4, 5)),
            List.of(
                new SwapStep(
                    SwapKind.SLOW,
                    0,
                    1,
                    OptionalLong.empty(),
                    Verdict.NONE,
                    "",
                    "nothing was said")));
    assertEquals(
        List.of(
            "slow always: nothing was said",
            "connections closed, number 1: 1",
            "connections closed, number 1002: 3",
            "wrong answers: 6",
            "over the deadline, number 1002: 5"),
        report.faults());
  }

  @Test
  void lateAnswersAreNotJudgedWhileTheMachineStalls() {
    Histogram echo = new Histogram();
    echo.record(150 * MILLI);
    SwapReport report =
        report(new Phase(measured(2, 0, 0, 0), measured(300, 0, 0, 5), echo), List.of());
    assertEquals(List.of(), report.faults());
    assertHasLine(report, "over the deadline, number 1002 +0");
    assertHasLine(report, "  while the machine stalled, not judged +5");
  }

  @Test
  void theCloudIsCounted() {
    SwapReport report =
        new SwapReport(
            SIZE,
            List.of(new MeasuredPair(good(2), good(2), List.of())),
            Optional.of(new Counts(2, 1000, 3, 4, 5)),
            6,
            Map.of());
    assertEquals(
        List.of(
            "of them lost: 9",
            "of them late or twice: 4",
            "sessions with the cloud lost: 1",
            "devices that the cloud was told are gone: 5"),
        report.faults());
  }

  @Test
  void aVersionThatHangsMayCloseItsOwnConnectionsOnly() {
    Phase during = phase(measured(2, 100, 0, 0), measured(2, 0, 0, 0));
    SwapReport report =
        hang(new SwapRun.Hang(true, OptionalLong.of(1200 * MILLI), during, good(2)));
    assertEquals(List.of(), report.faults());
    assertHasLine(report, "  connections of its own number closed +100");
    assertEquals(
        List.of(
            "a version that hangs after 20 statuses: the version before does not serve again",
            "a version that hangs after 20 statuses: faults of the other module: 2",
            "a version that hangs after 20 statuses: late answers: 1",
            "a version that hangs after 20 statuses: faults of its own number afterwards: 1"),
        hang(new SwapRun.Hang(
                true,
                OptionalLong.empty(),
                phase(measured(2, 100, 0, 0), measured(2, 1, 1, 1)),
                phase(measured(2, 1, 0, 0), measured(2, 0, 0, 0))))
            .faults());
  }

  private static SwapReport hang(SwapRun.Hang hang) {
    return new SwapReport(
        SIZE,
        List.of(new MeasuredPair(good(2), good(2), List.of())),
        Optional.empty(),
        0,
        Map.of(Behaviour.HANGS_LATER, hang));
  }
}
