package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.DeviceTypes;
import gateway.api.stage.ServedModule;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** What has become of the modules of a bundle, in words for people. */
class OutcomeTest {

  private final Bench bench = new Bench(Owners.FORGETFUL, false);

  private Candidate add(String name, String version) {
    return bench.add(name, version, new ScriptedModule(name));
  }

  private Outcome outcome(long bundle) {
    return Outcome.of(bench.registry.outcomes(bundle));
  }

  private void assertOutcome(Kind kind, String text, Candidate candidate) {
    assertEquals(new Outcome(kind, text), outcome(candidate.bundleId()));
  }

  @Test
  void whatServesSaysWhichNumberAndTypes() {
    assertOutcome(Kind.SERVES, "serves 7 (types *)", add("m", "1.0.0"));
  }

  @Test
  void anOlderVersionStandsBy() {
    Candidate older = add("m", "1.0.0");
    add("m", "1.2.0");
    assertOutcome(Kind.STANDS_BY, "stands by: 1.2.0 is newer", older);
  }

  @Test
  void theSameVersionTwiceStandsByWithoutAFault() {
    Candidate earlier = add("m", "1.0.0");
    add("m", "1.0.0");
    assertOutcome(Kind.STANDS_BY, "stands by: another 1.0.0 came later", earlier);
  }

  @Test
  void aReleaseBehindItsOwnSnapshotIsAFault() {
    Candidate release = add("m", "1.0.0");
    add("m", "1.0.0.SNAPSHOT");
    assertOutcome(
        Kind.SERVES_NOBODY,
        "stands by: 1.0.0.SNAPSHOT is newer than 1.0.0, because it has a qualifier; delete that"
            + " jar, or raise the version of this one",
        release);
  }

  @Test
  void anotherModuleWaitsForTheNumber() {
    add("m", "1.0.0");
    assertOutcome(
        Kind.WAITS,
        "waits: number 7 belongs to m; modules.7.owner gives it to another",
        add("n", "1.0.0"));
  }

  @Test
  void ofTwoComponentsOfOneNumberInAJarTheHiddenOneIsAFault() {
    for (int type = 0; type < 2; type++) {
      bench.registry.add(
          new Candidate(
              new ServedModule(7, "m", "1.0.0", DeviceTypes.of(type), true, false),
              new Version("1.0.0"),
              5,
              new ScriptedModule("m")));
    }
    assertEquals(Kind.SERVES_NOBODY, outcome(5).kind());
    assertEquals(
        "serves 7 (types 0); serves nobody with types 1: another component of this jar has"
            + " number 7; let one component list all device types",
        outcome(5).text());
  }

  @Test
  void aJarWithTwoNumbersSaysBoth() {
    for (int number = 1; number < 3; number++) {
      bench.registry.add(
          new Candidate(
              new ServedModule(number, "m", "1.0.0", DeviceTypes.of(0), true, false),
              new Version("1.0.0"),
              5,
              new ScriptedModule("m")));
    }
    assertEquals(new Outcome(Kind.SERVES, "serves 1 (types 0); serves 2 (types 0)"), outcome(5));
  }

  @Test
  @SuppressWarnings("NullAway")
  void aComponentThatCannotBeActivatedOffersNoModule() {
    Candidate broken =
        new Candidate(
            new ServedModule(7, "m", "1.0.0", DeviceTypes.ALL, true, false),
            new Version("1.0.0"),
            5,
            null);
    bench.registry.addFailed(broken, "activation failed: java.io.IOException: no port");
    assertOutcome(
        Kind.OFFERS_NO_MODULE,
        "offers no module: activation failed: java.io.IOException: no port",
        broken);
  }
}
