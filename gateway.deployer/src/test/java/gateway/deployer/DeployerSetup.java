package gateway.deployer;

import gateway.api.stage.ModuleTrials.Standing;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A deploy folder and a real framework, in virtual time. */
final class DeployerSetup {

  static final long MAX_JAR_BYTES = 1 << 20;

  final Path folder;
  final Path data;
  final Framework framework;
  final FakeTrials trials = new FakeTrials();
  Optional<Signatures> signatures = Optional.empty();
  Duration patience = Duration.ofSeconds(10);
  Deployments deployments;
  long now;

  /** Jars that may not be read: the administrator, who may run the tests, reads every file. */
  final Set<Path> unreadable = new HashSet<>();

  private final Distribution distribution;
  private Gate gate;

  DeployerSetup(Path temp) throws Exception {
    folder = Files.createDirectories(temp.resolve("deploy"));
    data = temp.resolve("data + ž");
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    temp.resolve("cache").toString(),
                    Constants.FRAMEWORK_STORAGE_CLEAN,
                    Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                    Constants.FRAMEWORK_BSNVERSION,
                    Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                    Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                    "20"));
    framework.start();
    installDistribution(temp);
    distribution = Distribution.of(context());
    restart();
  }

  /** A bundle of the gateway that exports what modules import, and what they may not. */
  private void installDistribution(Path temp) throws Exception {
    Path api =
        Files.write(
            temp.resolve("gateway.api.jar"),
            Jars.bundle(
                "gateway.api",
                "1.0.0",
                "Export-Package",
                "gateway.api.module,gateway.api.stage,io.netty.buffer,javax.servlet"));
    context().installBundle(api.toUri().toString()).start();
  }

  /** Begins again, as the deployer does when it is restarted. */
  void restart() {
    if (gate != null) {
      gate.close();
    }
    JarCheck check = new JarCheck(distribution, signatures, MAX_JAR_BYTES);
    gate = new Gate(context(), distribution, bundle -> check(check, bundle));
    gate.open();
    deployments =
        new Deployments(
            new FolderScan(folder, () -> now),
            new ModuleStore(data, MAX_JAR_BYTES, this::open),
            check,
            new Installer(context(), gate, 8),
            trials,
            patience,
            () -> now,
            new Outcomes(trials, bundle -> NoModule.reason(context(), bundle), () -> now));
  }

  private InputStream open(Path jar) throws IOException {
    if (unreadable.contains(jar)) {
      throw new AccessDeniedException(jar.toString());
    }
    return Files.newInputStream(jar);
  }

  private void check(JarCheck check, Bundle bundle) throws RefusedException, IOException {
    Path jar = Files.createTempFile(folder.getParent(), "bundle", ".jar");
    BundleJar.write(bundle, jar);
    check.check(jar);
    Files.delete(jar);
  }

  /** Begins again, as after the process was restarted: nothing is installed. */
  void restartProcess() throws Exception {
    for (Bundle bundle : newcomers()) {
      bundle.uninstall();
    }
    trials.successors.clear();
    restart();
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  Gate gate() {
    return gate;
  }

  Path folder() {
    return folder;
  }

  void put(String file, byte[] content) throws IOException {
    Files.write(folder.resolve(file), content);
  }

  void delete(String file) throws Exception {
    Files.delete(folder.resolve(file));
    scan();
    scanAfter(FolderScan.ABSENCE);
  }

  void scan() throws Exception {
    scanAfter(Duration.ofMillis(100));
  }

  void scanTwice() throws Exception {
    scan();
    scan();
  }

  void scanAfter(Duration time) throws Exception {
    now += time.toNanos();
    deployments.update();
  }

  /** Puts a file there and waits until it is stable. */
  void deploy(String file, byte[] content) throws Exception {
    put(file, content);
    scanTwice();
  }

  /** The bundles that did not belong to the distribution. */
  List<Bundle> newcomers() {
    return Stream.of(context().getBundles())
        .filter(bundle -> !distribution.contains(bundle))
        .toList();
  }

  /** Returns what runs beside the distribution, and in which state if it does not. */
  List<String> bundles() {
    return newcomers().stream()
        .map(
            bundle ->
                Installer.name(bundle)
                    + (bundle.getState() == Bundle.ACTIVE ? "" : " state " + bundle.getState()))
        .sorted()
        .toList();
  }

  Bundle bundle(String version) {
    return newcomers().stream()
        .filter(bundle -> bundle.getVersion().toString().equals(version))
        .findFirst()
        .orElseThrow();
  }

  /** The only bundle. */
  Bundle bundle() {
    if (newcomers().size() != 1) {
      throw new AssertionError(bundles());
    }
    return newcomers().get(0);
  }

  void stand(String version, Standing standing) {
    trials.set(bundle(version), standing);
  }

  DeploymentSnapshot snapshot() {
    if (deployments.snapshots().size() != 1) {
      throw new AssertionError(deployments.snapshots());
    }
    return deployments.snapshots().get(0);
  }

  /** The copies in the store. */
  List<String> stored() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("modules"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .sorted()
          .toList();
    }
  }

  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }
}
