package gateway.registry;

import static gateway.registry.Bench.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.ModuleDevice;
import gateway.api.view.ModulesView.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A new version rehearses off the lane before it takes over. */
class RehearsalTest {

  private final Bench bench = new Bench();
  private final ScriptedModule old = new ScriptedModule("old", isWhole());
  private final ScriptedModule fresh = new ScriptedModule("new", isWhole());
  private final ModuleDevice a;
  private final ModuleDevice b;
  private final Candidate first;

  RehearsalTest() {
    first = bench.add("m", "1.0.0", old);
    a = bench.device("a");
    b = bench.device("b");
    answer(a);
    answer(b);
  }

  /** Tells whether the versions answer whole statuses, and nothing else. */
  boolean isWhole() {
    return false;
  }

  @Test
  void theFirstVersionServesAtOnce() {
    assertEquals("m 1.0.0", bench.serving());
    assertTrue(bench.rehearsals.isEmpty());
  }

  @Test
  void aNewVersionTakesOverAfterItsRehearsal() {
    bench.add("m", "1.1.0", fresh);
    assertEquals("old", answer(a));
    assertEquals(State.STANDBY, bench.state("1.1.0"));
    assertTrue(bench.snapshot("1.1.0").reason().endsWith("while this one is tried"));
    assertEquals(List.of(), fresh.calls());
    bench.rehearse();
    assertEquals("m 1.1.0", bench.serving());
    assertTrue(
        fresh
            .calls()
            .containsAll(
                List.of("isStatusValid", "sendNow", "aggregate", "nextCommand", "firstCommand")));
    assertEquals("new", answer(a));
  }

  @Test
  void aVersionThatFailsAtMostStatusesNeverTakesOver() {
    bench.add("m", "1.1.0", fresh.failing("nextCommand"));
    bench.rehearse();
    assertEquals("m 1.0.0", bench.serving());
    assertEquals(State.REFUSING, bench.state("1.1.0"));
    assertEquals(
        "refuses 2 of 2 statuses that 1.0.0 accepts"
            + " (failed in nextCommand: java.lang.IllegalStateException: bug in nextCommand)",
        bench.snapshot("1.1.0").reason());
    assertEquals("old", answer(a));
  }

  @Test
  void aVersionThatCannotGoOnFromTheStatusOfOneDeviceOfSeveralTakesOver() {
    int[] calls = new int[1];
    bench.add(
        "m",
        "1.1.0",
        fresh.on(
            "newDevice",
            () -> {
              if (++calls[0] == 2) {
                throw new IllegalStateException("bug");
              }
            }));
    bench.rehearse();
    assertEquals("m 1.1.0", bench.serving());
    assertEquals("new", answer(a));
  }

  @Test
  void aVersionWhoseEveryCallIsSlowNeverTakesOver() {
    slow("isStatusValid", "sendNow", "aggregate", "nextCommand");
    bench.add("m", "1.1.0", fresh);
    bench.rehearse();
    assertEquals(State.QUARANTINED, bench.state("1.1.0"));
    assertEquals("its calls overran their budget", bench.snapshot("1.1.0").reason());
  }

  @Test
  void theFirstPassDoesNotCountBecauseItLoadsClasses() {
    slow("isStatusValid", "sendNow", "aggregate", "nextCommand");
    bench.add("m", "1.1.0", fresh.on("newDevice", this::fastFromTheSecondTimeOn));
    bench.rehearse();
    assertEquals("m 1.1.0", bench.serving());
  }

  private int made;

  private void fastFromTheSecondTimeOn() {
    made++;
    if (made == 2) {
      List.of("isStatusValid", "sendNow", "aggregate", "nextCommand").forEach(fresh::mended);
    }
  }

  private void slow(String... calls) {
    for (String call : calls) {
      fresh.on(call, () -> bench.time.advance(Duration.ofMillis(60)));
    }
  }

  @Test
  void aVersionThatHangsCostsAThreadAndNoDevice() {
    bench.add(
        "m", "1.1.0", fresh.on("nextCommand", () -> bench.time.advance(Duration.ofSeconds(2))));
    bench.rehearse();
    assertEquals(State.QUARANTINED, bench.state("1.1.0"));
    assertTrue(bench.snapshot("1.1.0").reason().contains("did not return within 1000 ms"));
    assertFalse(bench.lanes.get(Bench.NUMBER).isAbandoned());
    assertEquals("old", answer(a));
  }

  @Test
  void withoutADeviceThereIsNothingToRehearse() {
    a.close();
    b.close();
    bench.add("m", "1.1.0", fresh);
    bench.rehearse();
    assertEquals("m 1.1.0", bench.serving());
    assertEquals(List.of(), fresh.calls());
  }

  @Test
  void aRehearsalDoesNotProveAVersion() {
    Candidate newer = bench.add("m", "1.1.0", fresh);
    bench.rehearse();
    assertFalse(newer.health().isProven());
    assertTrue(newer.health().isWarm());
  }

  @Test
  void whoIsNeededBeforeItsRehearsalHasBegunServesWithoutIt() {
    bench.add("m", "1.1.0", fresh);
    bench.registry.remove(first);
    assertEquals("m 1.1.0", bench.serving());
    bench.rehearse();
    assertEquals(List.of(), fresh.calls());
    assertEquals("new", answer(a));
  }

  @Test
  void whoIsNeededInTheMiddleOfItsRehearsalServesWhenTheCallHasReturned() {
    bench.add("m", "1.1.0", fresh);
    int[] during = new int[1];
    fresh.on(
        "nextCommand",
        () -> {
          during[0]++;
          bench.registry.remove(first);
          assertEquals("none", bench.serving(), "a module is never called concurrently");
          assertTrue(bench.registry.isAwaited(Bench.NUMBER));
        });
    bench.rehearse();
    assertEquals(1, during[0]);
    assertEquals("m 1.1.0", bench.serving());
  }

  @Test
  void aVersionThatLeavesInTheMiddleOfItsRehearsalIsNotCalledAgain() {
    Candidate newer = bench.add("m", "1.1.0", fresh);
    fresh.on("firstCommand", () -> bench.registry.remove(newer));
    fresh.calls();
    bench.rehearse();
    assertEquals(1, fresh.calls().stream().filter("newDevice"::equals).count());
    assertEquals("m 1.0.0", bench.serving());
  }

  @Test
  void theNewestOfTwoThatComeAtOnceTakesOver() {
    ScriptedModule newest = new ScriptedModule("newest");
    bench.add("m", "1.1.0", fresh);
    bench.add("m", "1.2.0", newest);
    bench.rehearse();
    assertEquals("m 1.2.0", bench.serving());
    assertEquals("newest", answer(a));
  }
}
