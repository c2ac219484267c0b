package gateway.registry;

import static gateway.registry.Bench.STATUS;
import static gateway.registry.Bench.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleTrials;
import gateway.api.stage.ModuleTrials.Standing;
import gateway.api.view.ModulesView.State;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A version that refuses what the version before accepts does not cost a device its connection. */
class RefusingVersionTest {

  private static final String MISSING = "temperature is missing";
  private static final Predicate<Payload> ALL = payload -> true;
  private static final Predicate<Payload> NONE = payload -> false;

  private static Predicate<Payload> only(String... texts) {
    return payload -> List.of(texts).contains(payload.toText());
  }

  private final ScriptedModule old = new ScriptedModule("old");
  private final ScriptedModule fresh = new ScriptedModule("new");

  /** Before it takes over. */
  @Nested
  class InRehearsal {

    private final Bench bench = new Bench();
    private final List<ModuleDevice> devices = new ArrayList<>();
    private Candidate newer;

    private FakeHeld connect(int type, String role) {
      FakeHeld held = FakeHeld.of(STATUS);
      ModuleDevice device = bench.registry.open(new DeviceKey(Bench.NUMBER, type, role), held);
      devices.add(device);
      device.isStatusValid(Payload.ofText(role));
      device.nextCommand(STATUS, STATUS, held.currentStatus(), STATUS);
      return held;
    }

    private void deploy(Predicate<Payload> refused) {
      newer = bench.add("m", "1.1.0", fresh.refusing(refused, MISSING));
      bench.rehearse();
    }

    private void assertRefused(String words) {
      assertEquals("m 1.0.0", bench.serving());
      assertEquals(State.REFUSING, bench.state("1.1.0"));
      assertEquals(words, bench.snapshot("1.1.0").reason());
      assertEquals(
          List.of(new Outcome(Kind.REFUSES, "waiting: " + words)),
          bench.registry.outcomes(newer.bundleId()));
      assertEquals(Standing.SET_ASIDE, bench.registry.standing(newer.bundleId()));
      devices.forEach(device -> assertEquals("old", answer(device)));
    }

    @Test
    void aRenamedKeyKeepsAVersionFromTakingOver() {
      bench.add("m", "1.0.0", old);
      for (int i = 0; i < 50; i++) {
        connect(0, "d" + i);
      }
      deploy(ALL);
      assertRefused("refuses 50 of 50 statuses that 1.0.0 accepts (temperature is missing)");
    }

    @Test
    void eachSampleIsJudgedOnceAndOnceOnly() {
      bench.add("m", "1.0.0", old);
      connect(0, "a");
      connect(0, "b");
      deploy(ALL);
      assertEquals(
          List.of("newDevice", "isStatusValid", "newDevice", "isStatusValid"), fresh.calls());
    }

    @Test
    void oneBadDeviceIsNoVetoAgainstARuleThatIsMeantForIt() {
      bench.add("m", "1.0.0", old);
      connect(0, "a");
      connect(0, "b");
      deploy(only("b"));
      assertEquals("m 1.1.0", bench.serving());
    }

    @Test
    void everyDeviceOfATypeIsAVetoHoweverManyOthersThereAre() {
      bench.add("m", "1.0.0", old);
      for (int i = 0; i < 150; i++) {
        connect(0, "d" + i);
      }
      connect(9, "a");
      deploy(only("a"));
      assertRefused(
          "refuses 1 of 1 statuses of device type 9 that 1.0.0 accepts (temperature is missing)");
    }

    @Test
    void aHundredDevicesInTheOrderOfTheirKeysAreAsked() {
      bench.add("m", "1.0.0", old);
      for (int i = 0; i < 150; i++) {
        connect(0, "d" + (1000 + i));
      }
      deploy(payload -> payload.toText().compareTo("d1049") > 0);
      assertEquals("m 1.1.0", bench.serving(), "50 of the first 100 are not more than half");
    }

    @Test
    void queuedCommandsAreJudgedToo() {
      bench.add("m", "1.0.0", old);
      FakeHeld held = connect(0, "a");
      held.queued.add(Payload.ofText("c1"));
      held.queued.add(Payload.ofText("c2"));
      connect(0, "b");
      deploy(only("c1", "c2"));
      assertRefused("refuses 2 of 2 commands that 1.0.0 accepts (temperature is missing)");
    }

    @Test
    void whatTheAuthorOrAnOperatorWantsTakesOver() {
      bench.add("m", "1.0.0", old);
      connect(0, "a");
      deploy(ALL);
      bench.registry.remove(newer);
      bench.registry.force(newer.bundleId() + 1);
      deploy(ALL);
      assertEquals("m 1.1.0", bench.serving());
      assertFalse(devices.get(0).isStatusValid(STATUS), "and nobody answers in its place");
    }

    @Test
    void aVersionThatRefusesIsBetterThanNone() {
      Candidate first = bench.add("m", "1.0.0", old);
      connect(0, "a");
      deploy(ALL);
      bench.registry.remove(first);
      assertEquals("m 1.1.0", bench.serving());
      assertEquals(State.SERVING, bench.state("1.1.0"));
    }

    @Test
    void theNextVersionIsComparedWithTheOneThatServes() {
      bench.add("m", "1.0.0", old);
      connect(0, "a");
      deploy(ALL);
      bench.add("m", "1.2.0", new ScriptedModule("newest"));
      bench.rehearse();
      assertEquals("m 1.2.0", bench.serving());
      assertEquals(State.REFUSING, bench.state("1.1.0"));
    }
  }

  /** When it serves, but is not proven. */
  @Nested
  class OnTrial {

    private final Bench bench = new Bench(Owners.FORGETFUL, false);
    private final ModuleDevice a;
    private final ModuleDevice b;
    private final Candidate newer;

    OnTrial() {
      bench.add("m", "1.0.0", old);
      newer = bench.add("m", "1.1.0", fresh);
      a = bench.device("a");
      b = bench.device("b");
    }

    @Test
    void threeRefusalsOfWhatTheVersionBeforeAcceptsGoBackToItAndNobodyIsCut() {
      assertEquals("new", answer(a));
      fresh.refusing(ALL, MISSING);
      assertEquals("old", answer(a));
      assertEquals("old", answer(a));
      assertEquals("m 1.1.0", bench.serving());
      assertEquals("old", answer(b));
      assertEquals("m 1.0.0", bench.serving());
      assertEquals(
          "refuses 3 of 4 statuses that 1.0.0 accepts (temperature is missing)",
          bench.snapshot("1.1.0").reason());
      assertEquals(Standing.SET_ASIDE, bench.registry.standing(newer.bundleId()));
      assertEquals("old", answer(a));
    }

    @Test
    void theOnlyDeviceCountsAlone() {
      b.close();
      fresh.refusing(ALL, MISSING);
      for (int i = 0; i < 3; i++) {
        assertEquals("old", answer(a));
      }
      assertEquals("m 1.0.0", bench.serving());
    }

    @Test
    void oneBadDeviceOfSeveralIsAnsweredByTheVersionBeforeUntilTheNewOneIsProven() {
      fresh.refusing(only("bad"), MISSING);
      Payload bad = Payload.ofText("bad");
      for (int i = 0; i < ModuleTrials.PROVEN_AFTER; i++) {
        assertTrue(a.isStatusValid(bad));
        assertEquals("old", a.nextCommand(bad, bad, Optional.of(bad), bad).toText());
        assertEquals("new", answer(b));
      }
      assertEquals(Standing.PROVEN, bench.registry.standing(newer.bundleId()));
      assertFalse(a.isStatusValid(bad));
    }

    @Test
    void whatBothRefuseIsTheDevicesFault() {
      fresh.refusing(ALL, MISSING);
      old.refusing(ALL, "nonsense");
      for (ModuleDevice device : List.of(a, b, a, b)) {
        assertFalse(device.isStatusValid(STATUS));
      }
      assertEquals("m 1.1.0", bench.serving());
    }

    @Test
    void aDeviceForWhichTheVersionBeforeThrowsDoesNotCount() {
      fresh.refusing(ALL, MISSING);
      old.failing("isStatusValid");
      for (ModuleDevice device : List.of(a, b, a, b)) {
        assertFalse(device.isStatusValid(STATUS));
      }
      assertEquals("m 1.1.0", bench.serving());
    }

    @Test
    void failuresThatOthersInterruptCountToo() {
      for (ModuleDevice device : List.of(a, b, a)) {
        assertEquals("new", answer(device));
        fresh.failing("aggregate");
        assertEquals("old", answer(device));
        fresh.mended("aggregate");
      }
      assertEquals("m 1.0.0", bench.serving());
      assertEquals(State.REFUSING, bench.state("1.1.0"));
    }

    @Test
    void commandsCountToo() {
      fresh.refusing(ALL, "mode is missing");
      assertTrue(a.isCommandValid(STATUS));
      assertTrue(b.isCommandValid(STATUS));
      assertTrue(a.isCommandValid(STATUS));
      assertEquals("m 1.0.0", bench.serving());
      assertEquals(
          "refuses 3 commands that 1.0.0 accepts (mode is missing)",
          bench.snapshot("1.1.0").reason());
    }

    @Test
    void aCommandThatBothRefuseIsRefused() {
      fresh.refusing(ALL, MISSING);
      old.refusing(ALL, MISSING);
      assertFalse(a.isCommandValid(STATUS));
      fresh.refusing(NONE, "");
      assertTrue(a.isCommandValid(STATUS));
    }

    @Test
    void whatMayAcceptLessIsNotCompared() {
      newer.acceptLess();
      fresh.refusing(ALL, MISSING);
      assertFalse(a.isStatusValid(STATUS));
      assertFalse(a.isCommandValid(STATUS));
      assertEquals("m 1.1.0", bench.serving());
    }
  }
}
