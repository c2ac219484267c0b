package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.ModuleTrials.Standing;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each deployment says how it ended. */
class OutcomesTest {

  @TempDir private Path temp;
  private DeployerSetup bench;

  @BeforeEach
  void start() throws Exception {
    bench = new DeployerSetup(temp);
  }

  @AfterEach
  void stop() throws Exception {
    bench.stop();
  }

  private Outcome outcome() {
    return bench.snapshot().outcome();
  }

  private void say(Kind kind, String text) {
    bench.trials.outcomes.put(bench.bundle().getBundleId(), new Outcome(kind, text));
  }

  @Test
  void whatTheRegistrySaysAboutTheModulesOfAJarIsItsOutcome() throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0"));
    say(Kind.SERVES, "serves 1 (types 0,1)");
    bench.scan();
    assertEquals(new Outcome(Kind.SERVES, "serves 1 (types 0,1)"), outcome());
    say(Kind.STANDS_BY, "stands by: 1.2.0 is newer");
    bench.scan();
    assertEquals("stands by: 1.2.0 is newer", outcome().text());
  }

  @Test
  void aJarWithoutAModuleSaysWhyAfterAMoment() throws Exception {
    bench.trials.byDefault = Standing.NONE;
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0"));
    assertEquals(Kind.ARRIVES, outcome().kind());
    bench.scanAfter(Outcomes.MAX_ACTIVATION);
    assertEquals(Kind.OFFERS_NO_MODULE, outcome().kind());
    assertTrue(
        outcome().text().startsWith("offers no module: no component: the manifest has no"),
        outcome().text());
  }

  @Test
  void aComponentThatNothingRunsIsNamed() throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0", "Service-Component", "OSGI-INF/m.xml"));
    bench.scanAfter(Outcomes.MAX_ACTIVATION);
    assertEquals("offers no module: no runtime of components is here", outcome().text());
  }

  @Test
  void aRefusedJarHasItsReason() throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0", "Import-Package", "javax.xml.some"));
    assertEquals(Kind.REFUSED, outcome().kind());
    assertEquals("refused: " + bench.snapshot().reason(), outcome().text());
  }

  @Test
  void aJarThatDoesNotEndToArriveIsAFaultUntilItHasArrived() throws Exception {
    for (int i = 0; i <= 60; i++) {
      bench.put("m.jar", new byte[i + 1]);
      assertFalse(i > 0 && outcome().kind().isFault());
      bench.scanAfter(Duration.ofSeconds(1));
    }
    assertEquals(Kind.UNREADABLE, outcome().kind());
    assertTrue(outcome().text().startsWith("has been arriving for more than 60 s"));
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0"));
    assertEquals(Kind.ARRIVES, outcome().kind());
  }

  @Test
  void aFolderThatIsGoneOrAFileIsNamedAndWhatRunsStays() throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0"));
    say(Kind.SERVES, "serves 1 (types *)");
    Path aside = temp.resolve("aside");
    Files.move(bench.folder, aside);
    bench.scan();
    assertFolderIs("is gone");
    say(Kind.SET_ASIDE, "set aside: it keeps failing");
    Files.write(bench.folder, new byte[0]);
    bench.scan();
    assertFolderIs("is a file");
    assertEquals(
        "set aside: it keeps failing",
        bench.deployments.snapshots().get(1).outcome().text(),
        "what runs is looked at all the same");
    assertFalse(bench.deployments.isSettled());
    Files.delete(bench.folder);
    Files.move(aside, bench.folder);
    bench.scan();
    assertEquals("m.jar", bench.snapshot().file());
    assertEquals(List.of("m 1.0.0"), bench.bundles());
  }

  private void assertFolderIs(String fault) {
    DeploymentSnapshot shown = bench.deployments.snapshots().get(0);
    assertEquals(bench.folder.toString(), shown.file());
    assertEquals(Kind.UNREADABLE, shown.outcome().kind());
    assertTrue(shown.outcome().text().startsWith(fault), shown.outcome().text());
  }
}
