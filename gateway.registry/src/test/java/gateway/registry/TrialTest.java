package gateway.registry;

import static gateway.registry.Bench.STATUS;
import static gateway.registry.Bench.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleTrials;
import gateway.api.stage.ModuleTrials.Standing;
import gateway.api.stage.StatusReport;
import gateway.api.view.ModulesView.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new version has to prove itself; until then the one before answers what it fails to. */
class TrialTest {

  private final Bench bench = new Bench(Owners.FORGETFUL, false);
  private final ScriptedModule old = new ScriptedModule("old", oldIsWhole());
  private final ScriptedModule fresh = new ScriptedModule("new", freshIsWhole());

  private Candidate first;

  /** Tells whether the version before answers whole statuses, and nothing else. */
  boolean oldIsWhole() {
    return false;
  }

  /** Tells whether the new version answers whole statuses, and nothing else. */
  boolean freshIsWhole() {
    return false;
  }

  private Candidate takeOver() {
    first = bench.add("m", "1.0.0", old);
    return bench.add("m", "1.1.0", fresh);
  }

  @ParameterizedTest
  @ValueSource(strings = {"newDevice", "isStatusValid", "sendNow", "aggregate", "nextCommand"})
  void whatItFailsToIsAnsweredByTheVersionBeforeInTheSameStatus(String call) {
    takeOver();
    fresh.failing(call);
    ModuleDevice device = bench.device("a");
    assertEquals("old", answer(device));
    fresh.mended(call);
    assertEquals("new", answer(device));
  }

  @Test
  void whoTakesOverWithinAStatusIsAskedWhetherItIsValid() {
    takeOver();
    fresh.failing("nextCommand");
    assertEquals("old", answer(bench.device("a")));
    assertEquals(List.of("newDevice", "isStatusValid", "nextCommand"), old.calls());
  }

  @Test
  void aFirstCommandAndACommandOfTheCloudHaveAStandInToo() {
    takeOver();
    fresh.failing("firstCommand").failing("isCommandValid");
    ModuleDevice device = bench.newcomer("a");
    assertTrue(device.isStatusValid(STATUS));
    assertEquals("old", device.firstCommand().toText());
    assertTrue(device.isCommandValid(STATUS));
  }

  @Test
  void whatTheVersionBeforeCannotDoEitherIsTheInputsFault() {
    takeOver();
    fresh.failing("isStatusValid");
    old.failing("isStatusValid");
    ModuleDevice device = bench.device("a");
    ModuleException e = assertThrows(ModuleException.class, () -> device.isStatusValid(STATUS));
    assertTrue(e.getMessage().contains("1.1.0"), e.getMessage());
  }

  @Test
  void aProvenVersionHasNoStandIn() {
    Candidate newer = takeOver();
    ModuleDevice device = bench.device("a");
    for (int i = 1; i < ModuleTrials.PROVEN_AFTER; i++) {
      answer(device);
    }
    assertEquals(Standing.ON_TRIAL, bench.registry.standing(newer.bundleId()));
    answer(device);
    assertEquals(Standing.PROVEN, bench.registry.standing(newer.bundleId()));
    fresh.failing("isStatusValid");
    assertThrows(ModuleException.class, () -> device.isStatusValid(STATUS));
  }

  @Test
  void aStatusThatAnotherHadToAnswerBeginsTheCountAnew() {
    Candidate newer = takeOver();
    ModuleDevice device = bench.device("a");
    for (int i = 1; i < ModuleTrials.PROVEN_AFTER; i++) {
      answer(device);
    }
    fresh.failing("nextCommand");
    answer(device);
    fresh.mended("nextCommand");
    answer(device);
    assertEquals(Standing.ON_TRIAL, bench.registry.standing(newer.bundleId()));
  }

  @Test
  void theStatusThatSetsAVersionAsideIsAnsweredByTheNext() {
    takeOver();
    ModuleDevice a = bench.device("a");
    ModuleDevice b = bench.device("b");
    for (int i = 0; i < ModuleTrials.PROVEN_AFTER; i++) {
      answer(a);
    }
    fresh.failing("nextCommand");
    a.isStatusValid(STATUS);
    assertThrows(
        ModuleException.class, () -> a.nextCommand(STATUS, STATUS, Optional.empty(), STATUS));
    b.isStatusValid(STATUS);
    assertThrows(
        ModuleException.class, () -> b.nextCommand(STATUS, STATUS, Optional.empty(), STATUS));
    assertEquals("old", answer(bench.device("a")));
    assertEquals("m 1.0.0", bench.serving());
  }

  @Test
  void callsThatWorkBesideOneThatFailsDoNotSaveAVersion() {
    takeOver();
    fresh.failing("aggregate");
    ModuleDevice a = bench.device("a");
    ModuleDevice b = bench.device("b");
    for (ModuleDevice device : List.of(a, b, a)) {
      assertEquals("old", answer(device));
    }
    assertEquals(State.QUARANTINED, bench.state("1.1.0"));
    assertTrue(bench.snapshot("1.1.0").reason().contains("bug in aggregate"));
  }

  @Test
  void oneDeviceOfSeveralWhoseCurrentStatusBreaksNewDeviceCannotSetAVersionAside() {
    takeOver();
    bench.device("good");
    fresh.failing("newDevice");
    ModuleDevice hostile = bench.device("hostile");
    for (int i = 0; i < 100; i++) {
      assertEquals("old", answer(hostile));
    }
    assertEquals("m 1.1.0", bench.serving());
  }

  @Test
  void aVersionThatMakesNoLogicForANewDeviceIsSetAsideByItself() {
    takeOver();
    fresh.failing("newDevice");
    ModuleDevice newcomer = bench.newcomer("a");
    for (int i = 0; i < 3; i++) {
      assertEquals("old", answer(newcomer));
    }
    assertEquals("m 1.0.0", bench.serving());
  }

  @Test
  void aStatusIsAnsweredToItsEndByTheVersionThatBeganWithIt() {
    bench.add("m", "1.0.0", old);
    ModuleDevice device = bench.device("a");
    device.isStatusValid(STATUS);
    bench.add("m", "1.1.0", fresh);
    assertEquals("old", device.nextCommand(STATUS, STATUS, Optional.of(STATUS), STATUS).toText());
    assertEquals("new", answer(device));
  }

  @Test
  void aStatusGoesOnWithTheNextVersionWhenTheOneThatBeganHasLeft() {
    Candidate newer = takeOver();
    ModuleDevice device = bench.device("a");
    device.isStatusValid(STATUS);
    bench.registry.remove(newer);
    assertEquals("old", device.nextCommand(STATUS, STATUS, Optional.of(STATUS), STATUS).toText());
    assertEquals(List.of("newDevice", "isStatusValid", "nextCommand"), old.calls());
  }

  /** A bundle that is refreshed under a call fails with NoClassDefFoundError. */
  @Test
  void aCallThatBreaksBecauseItsVersionLeavesIsAnsweredByTheNext() {
    Candidate newer = takeOver();
    for (int i = 0; i < ModuleTrials.PROVEN_AFTER; i++) {
      answer(bench.device("a"));
    }
    fresh.on(
        "nextCommand",
        () -> {
          bench.registry.remove(newer);
          throw new NoClassDefFoundError("gone");
        });
    assertEquals("old", answer(bench.device("a")));
  }

  @Test
  void undeliveredStatusesAreFoldedByTheVersionBeforeIfTheNewOneCannot() throws Exception {
    takeOver();
    fresh.failing("aggregateError");
    StatusReport report = new StatusReport(Device.of(Bench.NUMBER, 0, "a", "", 0), STATUS, false);
    var folded =
        bench.registry.foldErrors(
            report.device().key(), Optional.empty(), List.of(report, report), size -> true);
    bench.time.runDue();
    assertEquals("old", folded.get().error().orElseThrow().toText());
    assertEquals(0, folded.get().lost());
  }

  @Test
  void threeSlowCallsSetAVersionAside() {
    takeOver();
    ModuleDevice only = bench.device("a");
    warmUp(only);
    slow();
    for (int i = 0; i < 3; i++) {
      assertEquals("m 1.1.0", bench.serving());
      assertEquals("old", answer(only), "who was slow does not answer the rest of a status");
    }
    assertEquals(State.QUARANTINED, bench.state("1.1.0"));
    assertEquals("old", answer(only));
  }

  private void slow() {
    Runnable script = () -> bench.time.advance(Duration.ofMillis(60));
    for (String call : List.of("isStatusValid", "sendNow", "aggregate", "nextCommand")) {
      fresh.on(call, script);
    }
  }

  /** Classes are being loaded in the first hundred calls. */
  private static void warmUp(ModuleDevice device) {
    for (int i = 0; i < 25; i++) {
      answer(device);
    }
  }

  @Test
  void ofSeveralDevicesOneThatMakesTheModuleSlowCannotSetItAside() {
    takeOver();
    ModuleDevice good = bench.device("good");
    ModuleDevice hostile = bench.device("hostile");
    warmUp(good);
    slow();
    for (int i = 0; i < 10; i++) {
      answer(hostile);
    }
    assertEquals("m 1.1.0", bench.serving());
    answer(good);
    assertEquals("m 1.0.0", bench.serving());
  }

  @Test
  void slowCallsAreForgivenWithTime() {
    takeOver();
    ModuleDevice device = bench.device("a");
    warmUp(device);
    for (int i = 0; i < 10; i++) {
      fresh.on("nextCommand", () -> bench.time.advance(Duration.ofMillis(60)));
      answer(device);
      fresh.mended("nextCommand");
      for (int j = 0; j < 250; j++) {
        answer(device);
      }
    }
    assertEquals("m 1.1.0", bench.serving());
  }

  @Test
  void theOnlyVersionStaysHoweverSlow() {
    bench.add("m", "1.1.0", fresh);
    warmUp(bench.device("a"));
    slow();
    for (int i = 0; i < 10; i++) {
      answer(bench.device("a"));
    }
    assertEquals("m 1.1.0", bench.serving());
  }

  @Test
  void aContentThatReplacesANewerOneServes() {
    Candidate newer = takeOver();
    bench.registry.setSuccessor(newer.bundleId(), OptionalLong.of(first.bundleId()));
    assertEquals("m 1.0.0", bench.serving(), "a downgrade by overwriting");
    old.failing("nextCommand");
    for (ModuleDevice device : List.of(bench.device("a"), bench.device("b"), bench.device("a"))) {
      assertEquals("new", answer(device));
    }
    assertEquals("m 1.1.0", bench.serving());
  }

  @Test
  void theContentBeforeIsGoneBackToAndNotTheOldestFile() {
    ScriptedModule before = new ScriptedModule("before");
    bench.add("m", "1.0.0", old);
    Candidate replaced = bench.add("m", "1.1.0", before);
    Candidate broken = bench.add("m", "1.2.0", fresh.failing("nextCommand"));
    bench.registry.setSuccessor(replaced.bundleId(), OptionalLong.of(broken.bundleId()));
    for (ModuleDevice device : List.of(bench.device("a"), bench.device("b"), bench.device("a"))) {
      assertEquals("before", answer(device));
    }
    assertEquals("m 1.1.0", bench.serving());
  }

  @Test
  void anotherFileGoesBeforeAContentThatWasReplaced() {
    Candidate replaced = bench.add("m", "3.0.0", new ScriptedModule("replaced"));
    bench.add("m", "2.0.0", old);
    Candidate successor = bench.add("m", "1.0.0", fresh);
    bench.registry.setSuccessor(replaced.bundleId(), OptionalLong.of(successor.bundleId()));
    assertEquals("m 2.0.0", bench.serving());
    bench.registry.setSuccessor(replaced.bundleId(), OptionalLong.empty());
    assertEquals("m 3.0.0", bench.serving());
  }

  @Test
  void theStandingOfABundleIsThatOfItsWorstModule() {
    Candidate newer = takeOver();
    assertEquals(Standing.NONE, bench.registry.standing(99));
    assertEquals(Standing.ON_TRIAL, bench.registry.standing(newer.bundleId()));
    fresh.failing("newDevice");
    for (int i = 0; i < 3; i++) {
      answer(bench.newcomer("a"));
    }
    assertEquals(Standing.SET_ASIDE, bench.registry.standing(newer.bundleId()));
  }

  @Test
  void theConsoleSaysWhoIsOnTrial() {
    takeOver();
    assertTrue(bench.snapshot("1.1.0").reason().startsWith("on trial: version 1.0.0"));
    assertEquals("version 1.1.0 serves", bench.snapshot("1.0.0").reason());
  }
}
