package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.ModuleTrials.Standing;
import gateway.api.view.DeploymentsView.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A content of a file follows another. */
class SuccessionTest {

  @TempDir private Path temp;
  private DeployerSetup bench;

  @BeforeEach
  void start() throws Exception {
    bench = new DeployerSetup(temp);
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0"));
    bench.trials.byDefault = Standing.ON_TRIAL;
    bench.stand("1.0.0", Standing.PROVEN);
  }

  @AfterEach
  void stop() throws Exception {
    bench.stop();
  }

  private void overwrite(String version) throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", version));
  }

  @Test
  void theOldBundleStaysUntilTheNewOneIsProven() throws Exception {
    overwrite("1.1.0");
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
    assertEquals("on trial; m 1.0.0 stays", bench.snapshot().reason());
    assertReplaced("1.0.0", "1.1.0");
    bench.stand("1.1.0", Standing.PROVEN);
    bench.scan();
    assertEquals(List.of("m 1.1.0"), bench.bundles());
    assertEquals("", bench.snapshot().reason());
    assertEquals(Map.of(), bench.trials.successors);
    assertEquals(2, bench.stored().size(), "the older one is kept to roll back to");
  }

  private void assertReplaced(String older, String newer) {
    assertEquals(
        Map.of(bench.bundle(older).getBundleId(), bench.bundle(newer).getBundleId()),
        bench.trials.successors);
  }

  @Test
  void theOldBundleStaysForGoodIfTheNewOneIsSetAside() throws Exception {
    overwrite("1.1.0");
    bench.stand("1.1.0", Standing.SET_ASIDE);
    bench.scan();
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
    assertEquals("set aside, see fleet:modules; m 1.0.0 stays", bench.snapshot().reason());
  }

  @Test
  void atMostOneIsKeptAndThatIsTheOneThatIsProven() throws Exception {
    for (String version : List.of("1.1.0", "1.2.0", "1.3.0")) {
      overwrite(version);
    }
    assertEquals(List.of("m 1.0.0", "m 1.3.0"), bench.bundles());
    assertEquals(2, bench.stored().size());
  }

  @Test
  void whatHasNeverWorkedIsNotGoneBackTo() throws Exception {
    overwrite("1.1.0");
    bench.stand("1.1.0", Standing.SET_ASIDE);
    bench.stand("1.0.0", Standing.SET_ASIDE);
    overwrite("1.2.0");
    assertEquals(List.of("m 1.2.0"), bench.bundles());
  }

  @Test
  void theOldContentAgainIsTheOldBundle() throws Exception {
    long id = bench.bundle().getBundleId();
    overwrite("1.1.0");
    overwrite("1.0.0");
    assertEquals(id, bench.bundle("1.0.0").getBundleId());
    assertEquals(List.of("m 1.0.0"), bench.bundles(), "it is proven, so the other goes");
    assertEquals(Map.of(), bench.trials.successors);
  }

  @Test
  void anotherModuleInTheSameFileTakesItsPlaceAtOnce() throws Exception {
    bench.deploy("m.jar", Jars.bundle("other", "1.0.0"));
    assertEquals(List.of("other 1.0.0"), bench.bundles());
  }

  @Test
  void whatOffersNoModuleStaysBesideWhatDid() throws Exception {
    bench.trials.byDefault = Standing.NONE;
    overwrite("1.1.0");
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
    assertEquals("it offers no module; m 1.0.0 stays", bench.snapshot().reason());
    bench.stand("1.0.0", Standing.NONE);
    bench.scan();
    assertEquals(List.of("m 1.1.0"), bench.bundles());
  }

  @Test
  void aContentThatAnotherFileHasIsNotSuperseded() throws Exception {
    bench.deploy("n.jar", Jars.bundle("m", "1.0.0"));
    overwrite("1.1.0");
    assertEquals(Map.of(), bench.trials.successors);
    bench.stand("1.1.0", Standing.PROVEN);
    bench.scan();
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
  }

  @Test
  void aDeletedFileTakesBothAway() throws Exception {
    overwrite("1.1.0");
    bench.delete("m.jar");
    assertEquals(List.of(), bench.bundles());
    assertEquals(List.of(), bench.stored());
  }

  @Test
  void theSameFileWrittenAgainIsTriedAgain() throws Exception {
    bench.stand("1.0.0", Standing.SET_ASIDE);
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    assertEquals(List.of(bench.bundle().getBundleId()), bench.trials.retried);
  }

  @Test
  void aRestartBringsBackWhatWasProvenBesideWhatIsNot() throws Exception {
    overwrite("1.1.0");
    bench.restartProcess();
    bench.scanTwice();
    bench.deployments.removeStale();
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
    assertReplaced("1.0.0", "1.1.0");
    bench.stand("1.1.0", Standing.PROVEN);
    bench.scan();
    assertEquals(List.of("m 1.1.0"), bench.bundles());
    bench.restartProcess();
    bench.scanTwice();
    assertEquals(List.of("m 1.1.0"), bench.bundles());
  }

  @Test
  void aFileThatWasReplacedWhileTheGatewayWasStoppedIsOnTrialToo() throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.1.0"));
    bench.restartProcess();
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
  }

  /** A copy that the power cut ended must not leave the vehicle without its module. */
  @Test
  void aFileThatIsBrokenAfterARestartLeavesWhatWasProven() throws Exception {
    byte[] newer = Jars.bundle("m", "1.1.0");
    bench.put("m.jar", Arrays.copyOf(newer, newer.length / 2));
    bench.restartProcess();
    bench.scanTwice();
    bench.scanAfter(FolderScan.PATIENCE);
    assertEquals(State.REFUSED, bench.snapshot().state());
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    bench.deployments.removeStale();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    bench.deploy("m.jar", newer);
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
  }

  @Test
  void aDamagedCopyOfWhatWasProvenIsNotUsed() throws Exception {
    Path copy = bench.data.resolve("modules").resolve(bench.stored().get(0));
    bench.put("m.jar", Jars.bundle("m", "1.1.0"));
    Files.write(copy, Jars.bundle("m", "6.6.6"));
    bench.restartProcess();
    bench.scanTwice();
    assertEquals(List.of("m 1.1.0"), bench.bundles());
  }

  @Test
  void aFileThatIsGoneAfterARestartLeavesNothing() throws Exception {
    Files.delete(bench.folder.resolve("m.jar"));
    bench.restartProcess();
    bench.scanTwice();
    bench.deployments.removeStale();
    assertEquals(List.of(), bench.bundles());
    assertEquals(List.of(), bench.stored());
    assertTrue(Files.readAllLines(bench.data.resolve("modules/proven")).isEmpty());
  }

  @Test
  void aReplacedContentIsKeptToRollBackTo() throws Exception {
    assertEquals(Map.of(), bench.deployments.earlier());
    overwrite("1.1.0");
    assertEquals(Map.of("m.jar", "m 1.0.0"), bench.deployments.earlier());
    bench.stand("1.1.0", Standing.PROVEN);
    bench.scan();
    assertEquals(List.of("m 1.1.0"), bench.bundles());
    bench.restartProcess();
    bench.scanTwice();
    bench.deployments.removeStale();
    assertEquals(Map.of("m.jar", "m 1.0.0"), bench.deployments.earlier(), "a restart later");
    assertEquals("m 1.0.0", bench.deployments.rollBack("m.jar").orElseThrow());
    bench.scanTwice();
    assertTrue(bench.bundles().contains("m 1.0.0"), bench.bundles().toString());
    assertEquals("m 1.0.0", bench.snapshot().bundle());
    bench.stand("1.0.0", Standing.PROVEN);
    bench.scan();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    assertEquals(Map.of("m.jar", "m 1.1.0"), bench.deployments.earlier());
  }

  @Test
  void aRefusedContentIsRolledBackToWhatRuns() throws Exception {
    bench.deploy("m.jar", Jars.bundle("m", "2.0.0", "Export-Package", "a.b"));
    assertEquals(State.REFUSED, bench.snapshot().state());
    assertEquals("m 1.0.0", bench.deployments.rollBack("m.jar").orElseThrow());
    bench.scanTwice();
    assertEquals(State.STARTED, bench.snapshot().state());
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    assertEquals(Map.of(), bench.deployments.earlier());
    assertTrue(bench.deployments.rollBack("m.jar").isEmpty());
    assertTrue(bench.deployments.rollBack("../m.jar").isEmpty());
  }

  @Test
  void aJarThatAnOperatorRemovesIsGoneWithWhatWasKeptOfIt() throws Exception {
    overwrite("1.1.0");
    bench.stand("1.1.0", Standing.PROVEN);
    bench.scan();
    assertTrue(bench.deployments.delete("../deploy/m.jar").isEmpty());
    assertEquals("m.jar (m 1.1.0)", bench.deployments.delete("m.jar").orElseThrow());
    bench.scan();
    bench.scanAfter(FolderScan.ABSENCE);
    assertEquals(List.of(), bench.bundles());
    assertEquals(List.of(), bench.stored());
    assertTrue(bench.deployments.delete("m.jar").isEmpty());
  }
}
