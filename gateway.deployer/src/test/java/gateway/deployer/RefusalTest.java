package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.DeploymentsView.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put into the folder and cannot run leaves what runs untouched. */
class RefusalTest {

  @TempDir private Path temp;
  private DeployerSetup bench;

  @BeforeEach
  void start() throws Exception {
    bench = new DeployerSetup(temp);
    bench.deploy("m.jar", Jars.bundle("m", "1.0.0"));
  }

  @AfterEach
  void stop() throws Exception {
    bench.stop();
  }

  private String reason(String file) {
    return bench.deployments.snapshots().stream()
        .filter(snapshot -> snapshot.file().equals(file))
        .filter(snapshot -> snapshot.state() == State.REFUSED)
        .map(snapshot -> snapshot.reason())
        .findFirst()
        .orElse("not refused");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90})
  void aTruncatedUpdateLeavesTheOldOneRunning(int percent) throws Exception {
    byte[] newer = Jars.bundle("m", "1.1.0");
    bench.put("m.jar", Arrays.copyOf(newer, newer.length * percent / 100));
    bench.scanTwice();
    assertEquals(State.ARRIVING, bench.snapshot().state());
    bench.scanAfter(FolderScan.PATIENCE);
    assertEquals(State.REFUSED, bench.snapshot().state());
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    assertEquals(1, bench.stored().size());
    bench.deploy("m.jar", newer);
    assertEquals(List.of("m 1.1.0"), bench.bundles());
  }

  @Test
  void aCopyThatStallsLongerThanThePatienceStillEndsRight() throws Exception {
    byte[] newer = Jars.bundle("m", "1.1.0");
    bench.put("m.jar", Arrays.copyOf(newer, 100));
    bench.scanTwice();
    bench.scanAfter(Duration.ofMinutes(5));
    assertEquals(State.REFUSED, bench.snapshot().state());
    bench.put("m.jar", Arrays.copyOf(newer, 200));
    bench.scanTwice();
    assertEquals(State.ARRIVING, bench.snapshot().state());
    bench.deploy("m.jar", newer);
    assertEquals(List.of("m 1.1.0"), bench.bundles());
  }

  @Test
  void aSymbolicLinkIsTheJarThatItLeadsTo() throws Exception {
    Path target = Files.write(temp.resolve("target"), Jars.bundle("n", "1.0.0"));
    Files.createSymbolicLink(bench.folder.resolve("n.jar"), target);
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0", "n 1.0.0"), bench.bundles());
  }

  @Test
  void aLinkThatLeadsNowhereIsRefusedUntilItLeadsSomewhere() throws Exception {
    Path target = temp.resolve("target");
    Files.createSymbolicLink(bench.folder.resolve("n.jar"), target);
    bench.scanTwice();
    assertEquals("it is a broken link; put a jar there", reason("n.jar"));
    Files.write(target, Jars.bundle("n", "1.0.0"));
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0", "n 1.0.0"), bench.bundles());
  }

  /** A thread that opens a pipe waits for a writer, for ever. */
  @Test
  void aPipeIsRefusedAndHoldsNobodyUp() throws Exception {
    Path pipe = bench.folder.resolve("p.jar");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    bench.scanTwice();
    assertEquals("it is not a regular file; put a jar there", reason("p.jar"));
  }

  @Test
  void aDeviceThatNeverEndsIsRefused() throws Exception {
    Files.createSymbolicLink(bench.folder.resolve("z.jar"), Path.of("/dev/zero"));
    bench.scanTwice();
    assertEquals("it is not a regular file; put a jar there", reason("z.jar"));
  }

  @Test
  void aFileThatMayNotBeReadIsTakenWhenItMay() throws Exception {
    Path file = bench.folder.resolve("n.jar");
    Files.write(file, Jars.bundle("n", "1.0.0"));
    bench.unreadable.add(file);
    bench.scanTwice();
    assertEquals(
        "the gateway has no permission to read it; change its permissions", reason("n.jar"));
    bench.unreadable.clear();
    bench.scanAfter(Duration.ofSeconds(10));
    assertEquals(List.of("m 1.0.0", "n 1.0.0"), bench.bundles());
  }

  @Test
  void aStoreThatCannotBeWrittenIsTriedAgain() throws Exception {
    Path store = bench.data.resolve("modules");
    Path aside = bench.data.resolve("aside");
    Files.move(store, aside);
    Files.write(store, new byte[0]);
    bench.deploy("n.jar", Jars.bundle("n", "1.0.0"));
    assertTrue(reason("n.jar").startsWith("it cannot be copied to " + store), reason("n.jar"));
    Files.delete(store);
    Files.move(aside, store);
    bench.scanAfter(Duration.ofSeconds(10));
    assertEquals(List.of("m 1.0.0", "n 1.0.0"), bench.bundles());
  }

  @Test
  void whatWasRefusedIsTriedAgainByCommand() throws Exception {
    bench.deploy("n.jar", Jars.bundle("n", "1.0.0", "Import-Package", "javax.xml.some"));
    assertTrue(Deployments.isRefused("n.jar").test(bench.deployments.snapshots().get(1)));
    assertTrue(Deployments.isRefused("n").test(bench.deployments.snapshots().get(1)));
    assertFalse(Deployments.isRefused("m").test(bench.deployments.snapshots().get(0)));
    bench.deployments.retry("n", false);
    assertTrue(reason("n.jar").contains("nothing here exports: javax.xml.some"));
  }

  @Test
  void whereSignaturesAreRequiredAnUnsignedJarIsRefused() throws Exception {
    Signing signing = new Signing(temp);
    signing.key("me");
    bench.signatures = Optional.of(signing.trusting("me"));
    bench.restart();
    bench.deploy("m.jar", Jars.bundle("m", "1.1.0"));
    assertTrue(reason("m.jar").contains("is not signed"), reason("m.jar"));
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    bench.deploy("m.jar", signing.sign(Jars.bundle("m", "1.1.0"), "me"));
    assertEquals(List.of("m 1.0.0", "m 1.1.0"), bench.bundles());
  }

  @Test
  void aStartThatDoesNotEndHoldsUpNobody() throws Exception {
    bench.patience = Duration.ofMillis(10);
    bench.restart();
    bench.put(
        "h.jar",
        Jars.of(
                "h",
                "1.0.0",
                "Bundle-Activator",
                HangingActivator.class.getName(),
                "Import-Package",
                "org.osgi.framework")
            .with(HangingActivator.class)
            .toBytes());
    bench.scanTwice();
    assertFalse(bench.deployments.isSettled());
    bench.put("n.jar", Jars.bundle("n", "1.0.0"));
    awaitStarted("n 1.0.0");
    bench.scanAfter(Duration.ofSeconds(11));
    assertEquals(
        "its start does not finish; it costs a thread until the gateway is restarted",
        reason("h.jar"));
    assertTrue(bench.deployments.isSettled());
    HangingActivator.release();
  }

  /** A thread of its own starts it; virtual time stands still meanwhile. */
  private void awaitStarted(String bundle) throws Exception {
    bench.scanTwice();
    while (!bench.bundles().contains(bundle)) {
      bench.scanAfter(Duration.ZERO);
      LockSupport.parkNanos(1_000_000);
    }
    bench.scanAfter(Duration.ZERO);
  }
}
