package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeploymentsView.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The deploy folder against a real framework, in virtual time. */
class DeploymentsTest {

  @TempDir private Path temp;
  private Path folder;
  private Path data;
  private long now;
  private Framework framework;
  private Deployments deployments;

  @BeforeEach
  void start() throws Exception {
    folder = Files.createDirectory(temp.resolve("deploy"));
    data = temp.resolve("data + ž");
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    temp.resolve("cache").toString(),
                    Constants.FRAMEWORK_BSNVERSION,
                    Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                    Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                    "20"));
    framework.start();
    deployments = newDeployments();
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private Deployments newDeployments() {
    return new Deployments(
        new FolderScan(folder, () -> now),
        new ModuleStore(data),
        new Installer(framework.getBundleContext(), 8));
  }

  private void scan() throws IOException {
    now += Duration.ofMillis(100).toNanos();
    deployments.update();
  }

  private void scanTwice() throws IOException {
    scan();
    scan();
  }

  private void scanAfter(Duration time) throws IOException {
    now += time.toNanos();
    deployments.update();
  }

  private void put(String file, byte[] content) throws IOException {
    Files.write(folder.resolve(file), content);
  }

  private List<String> bundles() {
    return Stream.of(framework.getBundleContext().getBundles())
        .filter(bundle -> bundle.getBundleId() != 0)
        .map(
            bundle ->
                Installer.name(bundle)
                    + (bundle.getState() == Bundle.ACTIVE ? "" : " state " + bundle.getState()))
        .sorted()
        .toList();
  }

  private Bundle bundle() {
    return Stream.of(framework.getBundleContext().getBundles())
        .filter(bundle -> bundle.getBundleId() != 0)
        .findFirst()
        .orElseThrow();
  }

  private DeploymentSnapshot snapshot() {
    assertEquals(1, deployments.snapshots().size());
    return deployments.snapshots().get(0);
  }

  private List<String> stored() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("modules"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aJarIsStartedWhenItIsWhole() throws IOException {
    byte[] jar = Jars.bundle("m", "1.0.0");
    put("m.jar", Arrays.copyOf(jar, jar.length / 2));
    scanTwice();
    assertEquals(List.of(), bundles());
    assertEquals(State.ARRIVING, snapshot().state());
    assertFalse(deployments.isSettled());
    put("m.jar", jar);
    scan();
    assertEquals(List.of(), bundles());
    scan();
    assertEquals(List.of("m 1.0.0"), bundles());
    assertEquals(new DeploymentSnapshot("m.jar", "m 1.0.0", State.STARTED, ""), snapshot());
    assertEquals(8, bundle().adapt(BundleStartLevel.class).getStartLevel());
    assertTrue(deployments.isSettled());
    assertEquals(1, stored().size());
    assertTrue(bundle().getLocation().endsWith(stored().get(0)), bundle().getLocation());
  }

  @Test
  void aJarWhoseDirectoryComesBeforeItsContentIsNotWhole() throws IOException {
    byte[] jar = Jars.bundle("m", "1.0.0");
    put("m.jar", jar);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("m.jar").toFile(), "rw")) {
      int inTheLastEntry = new String(jar, StandardCharsets.ISO_8859_1).indexOf("content.txt") + 15;
      file.seek(inTheLastEntry);
      file.write(new byte[4]);
    }
    scanTwice();
    assertEquals(State.ARRIVING, snapshot().state());
    put("m.jar", jar);
    scanTwice();
    assertEquals(List.of("m 1.0.0"), bundles());
  }

  @Test
  void aJarThatStaysUnreadableIsRefusedUntilItChanges() throws IOException {
    put("m.jar", new byte[100]);
    scanTwice();
    assertEquals(State.ARRIVING, snapshot().state());
    scanAfter(FolderScan.PATIENCE);
    assertEquals(State.REFUSED, snapshot().state());
    assertTrue(snapshot().reason().contains("not a complete jar"), snapshot().reason());
    assertTrue(deployments.isSettled());
    assertEquals(List.of(), stored());
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    assertEquals(List.of("m 1.0.0"), bundles());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Export-Package|a.b|exports packages (a.b)",
        "Fragment-Host|gateway.handler|a fragment",
        "Import-Package|not.here;version=\"[1,2)\"|exports: not.here",
        "Require-Bundle|not.here|osgi.wiring.bundle",
        "Require-Capability|osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"|version=99",
        "Bundle-Activator|not.here.Activator|not.here.Activator",
        "Bundle-ManifestVersion|1|Bundle-ManifestVersion",
        "Bundle-SymbolicName||no OSGi bundle",
        "Bundle-Version|one|one",
      })
  void isRefusedAndTheOldOneKeepsRunning(String header, String value, String reason)
      throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    List<String> before = stored();
    put("m.jar", Jars.bundle("m", "2.0.0", header, value == null ? "" : value));
    scanTwice();
    assertEquals(State.REFUSED, snapshot().state());
    assertTrue(snapshot().reason().contains(reason), snapshot().reason());
    assertEquals(List.of("m 1.0.0"), bundles());
    assertEquals(before, stored());
    put("m.jar", Jars.bundle("m", "2.0.0"));
    scanTwice();
    assertEquals(List.of("m 2.0.0"), bundles());
  }

  @Test
  void refusesWhatIsNoJarOfAReasonableSize() throws IOException {
    Files.createDirectory(folder.resolve("a.jar"));
    put("b.jar", Jars.plain());
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("c.jar").toFile(), "rw")) {
      large.setLength((64L << 20) + 1);
    }
    scanTwice();
    assertEquals(
        List.of(
            "it is a folder; put a jar there",
            "its manifest has no Bundle-SymbolicName, so it is no OSGi bundle; build it with bnd",
            "it is larger than 64 MiB"),
        deployments.snapshots().stream().map(DeploymentSnapshot::reason).toList());
  }

  @Test
  void anOptionalImportNeedNotBeThere() throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0", "Import-Package", "not.here;resolution:=optional"));
    scanTwice();
    assertEquals(List.of("m 1.0.0"), bundles());
  }

  @Test
  void theSameContentAgainDoesNothing() throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    long id = bundle().getBundleId();
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    assertEquals(id, bundle().getBundleId());
    assertEquals(State.STARTED, snapshot().state());
  }

  @ParameterizedTest
  @CsvSource({"1.1.0", "1.0.0", "0.9.0"})
  void aNewContentIsANewBundleAndTheOldOneGoes(String version) throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    long id = bundle().getBundleId();
    put("m.jar", Jars.bundle("m", version, "Bundle-Name", "new"));
    scan();
    assertEquals(id, bundle().getBundleId());
    scan();
    assertEquals(List.of("m " + version), bundles());
    assertTrue(bundle().getBundleId() > id);
    assertEquals(1, stored().size());
  }

  @Test
  void twoFilesOfOneNameRunSideBySide() throws IOException {
    put("m-1.jar", Jars.bundle("m", "1.0.0"));
    put("m-2.jar", Jars.bundle("m", "1.0.0", "Bundle-Name", "new"));
    scanTwice();
    assertEquals(List.of("m 1.0.0", "m 1.0.0"), bundles());
    Files.delete(folder.resolve("m-2.jar"));
    scan();
    scanAfter(FolderScan.ABSENCE);
    assertEquals(List.of("m 1.0.0"), bundles());
  }

  @Test
  void aDeletedFileTakesItsBundleAway() throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    Files.delete(folder.resolve("m.jar"));
    scan();
    assertEquals(List.of("m 1.0.0"), bundles());
    scanAfter(FolderScan.ABSENCE);
    assertEquals(List.of(), bundles());
    assertEquals(List.of(), stored());
    assertEquals(List.of(), deployments.snapshots());
  }

  @Test
  void removedAndCopiedAnewIsAnUpdate() throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    Files.delete(folder.resolve("m.jar"));
    scanTwice();
    put("m.jar", Jars.bundle("m", "1.1.0"));
    scan();
    assertEquals(List.of("m 1.0.0"), bundles());
    scan();
    assertEquals(List.of("m 1.1.0"), bundles());
  }

  @Test
  void aRenamedFileKeepsItsBundle() throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0"));
    scanTwice();
    long id = bundle().getBundleId();
    Files.move(folder.resolve("m.jar"), folder.resolve("n.jar"));
    scanTwice();
    scanAfter(FolderScan.ABSENCE);
    assertEquals(id, bundle().getBundleId());
    assertEquals(List.of("m 1.0.0"), bundles());
    assertEquals("n.jar", snapshot().file());
  }

  @Test
  void noOtherBundleIsTouched() throws Exception {
    Path exporting =
        Files.write(temp.resolve("api.jar"), Jars.bundle("api", "1.0.0", "Export-Package", "api"));
    Bundle api = framework.getBundleContext().installBundle(exporting.toUri().toString());
    api.start();
    List<String> events = new CopyOnWriteArrayList<>();
    put("m.jar", Jars.bundle("m", "1.0.0", "Import-Package", "api"));
    scanTwice();
    framework
        .getBundleContext()
        .addBundleListener(
            event -> {
              if (event.getBundle() == api) {
                events.add(event.toString());
              }
            });
    put("m.jar", Jars.bundle("m", "1.1.0", "Import-Package", "api"));
    scanTwice();
    CountDownLatch refreshed = new CountDownLatch(1);
    framework.getBundleContext().addFrameworkListener(event -> refreshed.countDown());
    Files.delete(folder.resolve("m.jar"));
    scan();
    scanAfter(FolderScan.ABSENCE);
    assertTrue(refreshed.await(10, TimeUnit.SECONDS));
    assertEquals(List.of(), events);
    assertEquals(List.of("api 1.0.0"), bundles());
  }

  @Test
  void aRestartFindsWhatItStartedAndRemovesWhatItMissed() throws IOException {
    put("m.jar", Jars.bundle("m", "1.0.0"));
    put("n.jar", Jars.bundle("n", "1.0.0"));
    scanTwice();
    long id = bundle().getBundleId();
    Files.delete(folder.resolve("n.jar"));
    Files.write(data.resolve("modules/.x.tmp"), new byte[1]);

    deployments = newDeployments();
    scanTwice();
    assertTrue(deployments.isSettled());
    deployments.removeStale();
    assertEquals(List.of("m 1.0.0"), bundles());
    assertEquals(id, bundle().getBundleId());
    assertEquals(1, stored().size());
  }
}
