package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeploymentsView.State;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The deploy folder against a real framework, in virtual time. */
class DeploymentsTest {

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

  @Test
  void aJarIsStartedWhenItIsWhole() throws Exception {
    byte[] jar = Jars.bundle("m", "1.0.0");
    bench.put("m.jar", Arrays.copyOf(jar, jar.length / 2));
    bench.scanTwice();
    assertEquals(List.of(), bench.bundles());
    assertEquals(State.ARRIVING, bench.snapshot().state());
    assertFalse(bench.deployments.isSettled());
    bench.put("m.jar", jar);
    bench.scan();
    assertEquals(List.of(), bench.bundles());
    bench.scan();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    assertEquals(new DeploymentSnapshot("m.jar", "m 1.0.0", State.STARTED, ""), bench.snapshot());
    assertEquals(8, bench.bundle().adapt(BundleStartLevel.class).getStartLevel());
    assertTrue(bench.deployments.isSettled());
    assertEquals(1, bench.stored().size());
    assertTrue(
        bench.bundle().getLocation().endsWith(bench.stored().get(0)), bench.bundle().getLocation());
  }

  @Test
  void aFailureWithOneFileDoesNotCostTheChangesOfTheOthers() throws Exception {
    bench.put("a.jar", Jars.bundle("a", "1.0.0"));
    bench.scanTwice();
    bench.put("a.jar", Jars.bundle("a", "1.1.0"));
    bench.scanTwice();
    bench.trials.failure = Optional.of(new OutOfMemoryError("unable to create native thread"));
    bench.put("b.jar", Jars.bundle("b", "1.0.0"));
    bench.scanTwice();
    assertTrue(bench.bundles().contains("b 1.0.0"), bench.bundles().toString());
    bench.trials.failure = Optional.empty();
    bench.scanAfter(Duration.ofSeconds(11));
    bench.scanTwice();
    assertTrue(
        bench.deployments.snapshots().stream().allMatch(jar -> jar.state() == State.STARTED),
        bench.deployments.snapshots().toString());
  }

  @Test
  void aJarWhoseDirectoryComesBeforeItsContentIsNotWhole() throws Exception {
    byte[] jar = Jars.bundle("m", "1.0.0");
    bench.put("m.jar", jar);
    try (RandomAccessFile file =
        new RandomAccessFile(bench.folder.resolve("m.jar").toFile(), "rw")) {
      int inTheLastEntry = new String(jar, StandardCharsets.ISO_8859_1).indexOf("content.txt") + 15;
      file.seek(inTheLastEntry);
      file.write(new byte[4]);
    }
    bench.scanTwice();
    assertEquals(State.ARRIVING, bench.snapshot().state());
    bench.put("m.jar", jar);
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
  }

  @Test
  void aJarThatStaysUnreadableIsRefusedUntilItChanges() throws Exception {
    bench.put("m.jar", new byte[100]);
    bench.scanTwice();
    assertEquals(State.ARRIVING, bench.snapshot().state());
    bench.scanAfter(FolderScan.PATIENCE);
    assertEquals(State.REFUSED, bench.snapshot().state());
    assertTrue(bench.snapshot().reason().contains("not a complete jar"), bench.snapshot().reason());
    assertTrue(bench.deployments.isSettled());
    assertEquals(List.of(), bench.stored());
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Export-Package|a.b|exports packages (a.b)",
        "Fragment-Host|gateway.handler|a fragment",
        "Import-Package|not.here;version=\"[1,2)\"|-conditionalpackage: not.here.*",
        "Import-Package|gateway.api.module;version=\"[99,100)\"|exports: gateway.api.module",
        "Require-Bundle|not.here|osgi.wiring.bundle",
        "Require-Capability|osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"|version=99",
        "Bundle-Activator|not.here.Activator|not.here.Activator",
        "Bundle-ManifestVersion|1|Bundle-ManifestVersion",
        "Bundle-SymbolicName||not an OSGi bundle",
        "Bundle-Version|one|one",
      })
  void isRefusedAndTheOldOneKeepsRunning(String header, String value, String reason)
      throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    List<String> before = bench.stored();
    bench.put("m.jar", Jars.bundle("m", "2.0.0", header, value == null ? "" : value));
    bench.scanTwice();
    assertEquals(State.REFUSED, bench.snapshot().state());
    assertTrue(bench.snapshot().reason().contains(reason), bench.snapshot().reason());
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    assertEquals(before, bench.stored());
    bench.put("m.jar", Jars.bundle("m", "2.0.0"));
    bench.scanTwice();
    assertEquals(List.of("m 2.0.0"), bench.bundles());
  }

  @Test
  void refusesWhatIsNoJarOfAReasonableSize() throws Exception {
    Files.createDirectory(bench.folder.resolve("a.jar"));
    bench.put("b.jar", Jars.plain());
    try (RandomAccessFile large =
        new RandomAccessFile(bench.folder.resolve("c.jar").toFile(), "rw")) {
      large.setLength(DeployerSetup.MAX_JAR_BYTES + 1);
    }
    bench.scanTwice();
    assertEquals(
        List.of(
            "it is a folder; put a jar there",
            "its manifest has no Bundle-SymbolicName, so it is not an OSGi bundle;"
                + " build it with bnd",
            "it is larger than 1048576 bytes; leave out what it does not need, or raise"
                + " max-jar-bytes of gateway.deployer"),
        bench.deployments.snapshots().stream().map(DeploymentSnapshot::reason).toList());
  }

  @Test
  void anOptionalImportNeedNotBeThere() throws Exception {
    bench.put(
        "m.jar", Jars.bundle("m", "1.0.0", "Import-Package", "not.here;resolution:=optional"));
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
  }

  @Test
  void theSameContentAgainDoesNothing() throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    long id = bench.bundle().getBundleId();
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    assertEquals(id, bench.bundle().getBundleId());
    assertEquals(State.STARTED, bench.snapshot().state());
  }

  @ParameterizedTest
  @CsvSource({"1.1.0", "1.0.0", "0.9.0"})
  void aNewContentIsANewBundleAndTheOldOneGoes(String version) throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    long id = bench.bundle().getBundleId();
    bench.put("m.jar", Jars.bundle("m", version, "Bundle-Name", "new"));
    bench.scan();
    assertEquals(id, bench.bundle().getBundleId());
    bench.scan();
    assertEquals(List.of("m " + version), bench.bundles());
    assertTrue(bench.bundle().getBundleId() > id);
    assertEquals(2, bench.stored().size(), "the old content is kept to roll back to");
  }

  @Test
  void twoFilesOfOneNameRunSideBySide() throws Exception {
    bench.put("m-1.jar", Jars.bundle("m", "1.0.0"));
    bench.put("m-2.jar", Jars.bundle("m", "1.0.0", "Bundle-Name", "new"));
    bench.scanTwice();
    assertEquals(List.of("m 1.0.0", "m 1.0.0"), bench.bundles());
    Files.delete(bench.folder.resolve("m-2.jar"));
    bench.scan();
    bench.scanAfter(FolderScan.ABSENCE);
    assertEquals(List.of("m 1.0.0"), bench.bundles());
  }

  @Test
  void aDeletedFileTakesItsBundleAway() throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    Files.delete(bench.folder.resolve("m.jar"));
    bench.scan();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    bench.scanAfter(FolderScan.ABSENCE);
    assertEquals(List.of(), bench.bundles());
    assertEquals(List.of(), bench.stored());
    assertEquals(List.of(), bench.deployments.snapshots());
  }

  @Test
  void removedAndCopiedAgainIsAnUpdate() throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    Files.delete(bench.folder.resolve("m.jar"));
    bench.scanTwice();
    bench.put("m.jar", Jars.bundle("m", "1.1.0"));
    bench.scan();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    bench.scan();
    assertEquals(List.of("m 1.1.0"), bench.bundles());
  }

  @Test
  void aRenamedFileKeepsItsBundle() throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.scanTwice();
    long id = bench.bundle().getBundleId();
    Files.move(bench.folder.resolve("m.jar"), bench.folder.resolve("n.jar"));
    bench.scanTwice();
    bench.scanAfter(FolderScan.ABSENCE);
    assertEquals(id, bench.bundle().getBundleId());
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    assertEquals("n.jar", bench.snapshot().file());
  }

  @Test
  void noOtherBundleIsTouched() throws Exception {
    Bundle api = bench.context().getBundle(1);
    assertEquals("gateway.api", api.getSymbolicName());
    List<String> events = new CopyOnWriteArrayList<>();
    bench.put("m.jar", Jars.bundle("m", "1.0.0", "Import-Package", "gateway.api.module"));
    bench.scanTwice();
    bench
        .framework
        .getBundleContext()
        .addBundleListener(
            event -> {
              if (event.getBundle() == api) {
                events.add(event.toString());
              }
            });
    bench.put("m.jar", Jars.bundle("m", "1.1.0", "Import-Package", "gateway.api.module"));
    bench.scanTwice();
    CountDownLatch refreshed = new CountDownLatch(1);
    bench.framework.getBundleContext().addFrameworkListener(event -> refreshed.countDown());
    Files.delete(bench.folder.resolve("m.jar"));
    bench.scan();
    bench.scanAfter(FolderScan.ABSENCE);
    assertTrue(refreshed.await(10, TimeUnit.SECONDS));
    assertEquals(List.of(), events);
    assertEquals(List.of(), bench.bundles());
    assertEquals(Bundle.ACTIVE, api.getState());
  }

  @Test
  void aRestartFindsWhatItStartedAndRemovesWhatItMissed() throws Exception {
    bench.put("m.jar", Jars.bundle("m", "1.0.0"));
    bench.put("n.jar", Jars.bundle("n", "1.0.0"));
    bench.scanTwice();
    long id = bench.newcomers().get(0).getBundleId();
    Files.delete(bench.folder.resolve("n.jar"));
    Files.write(bench.data.resolve("modules/.x.tmp"), new byte[1]);

    bench.restart();
    bench.scanTwice();
    assertTrue(bench.deployments.isSettled());
    bench.deployments.removeStale();
    assertEquals(List.of("m 1.0.0"), bench.bundles());
    assertEquals(id, bench.bundle().getBundleId());
    assertEquals(1, bench.stored().size());
  }

  /** As with LC_ALL=C and módulo.jar: Java reads its name, but cannot write it. */
  @Test
  void aJarWhoseNameIsInAnotherCharsetIsOneRefusalAndTheOthersRun() throws Exception {
    bench.put("a.jar", Jars.bundle("a", "1.0.0"));
    bench.put("z.jar", Jars.bundle("z", "1.0.0"));
    String latin1 = "cp a.jar \"$(printf 'm\\363dulo.jar')\"";
    Process copy =
        new ProcessBuilder("sh", "-c", latin1).directory(bench.folder().toFile()).start();
    assertEquals(0, copy.waitFor());
    bench.scanTwice();
    bench.scanAfter(FolderScan.PATIENCE);
    assertEquals(List.of("a 1.0.0", "z 1.0.0"), bench.bundles());
    List<DeploymentSnapshot> refused =
        bench.deployments.snapshots().stream()
            .filter(snapshot -> snapshot.state() == State.REFUSED)
            .toList();
    assertEquals(1, refused.size(), refused.toString());
    assertTrue(refused.get(0).reason().contains("LC_ALL=C.UTF-8"), refused.toString());
    assertTrue(bench.deployments.isSettled());
  }
}
