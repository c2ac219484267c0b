package gateway.deployer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs and uninstalls the bundles of the store. Their location is the file in the store, so the
 * same content is the same bundle.
 */
final class Installer {

  private static final Logger LOG = LoggerFactory.getLogger(Installer.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final BundleContext context;
  private final Gate gate;
  private final int startLevel;

  Installer(BundleContext context, Gate gate, int startLevel) {
    this.context = context;
    this.gate = gate;
    this.startLevel = startLevel;
  }

  /**
   * Starts to install and start a bundle that has passed the gate, or finds it installed. A bundle
   * that cannot be started is uninstalled again.
   */
  BundleStart start(String hash, Path jar) {
    return new BundleStart(hash, () -> startNow(jar));
  }

  private Bundle startNow(Path jar) throws RefusedException {
    Bundle bundle = null;
    try {
      bundle = install(jar);
      bundle.start();
      return bundle;
    } catch (BundleException e) {
      String reason = reason(bundle, e);
      if (bundle != null) {
        uninstallNow(bundle);
      }
      throw RefusedException.because(reason);
    }
  }

  /** Uninstalls a bundle whose start does not finish, as far as possible. */
  void giveUp(Path jar) {
    Bundle bundle = context.getBundle(location(jar));
    if (bundle != null) {
      new BundleStart("", () -> uninstallNow(bundle));
    }
  }

  /** Uninstalls a bundle and releases its classes. No other bundle is touched. */
  void uninstall(Bundle bundle) throws InterruptedException {
    if (bundle.getState() != Bundle.UNINSTALLED
        && !new BundleStart("", () -> uninstallNow(bundle)).await(STOP_LIMIT)) {
      LOG.warn(
          "{} does not finish its stop; it costs a thread until the gateway is restarted",
          name(bundle));
    }
  }

  private Bundle uninstallNow(Bundle bundle) {
    try {
      bundle.uninstall();
    } catch (BundleException | IllegalStateException e) {
      LOG.warn("{} did not stop cleanly: {}", name(bundle), e.getMessage());
    }
    FrameworkWiring framework = framework();
    Collection<Bundle> touched = framework.getDependencyClosure(List.of(bundle));
    if (Set.of(bundle).containsAll(touched)) {
      framework.refreshBundles(List.of(bundle));
    } else {
      LOG.warn("{} is still wired to {}; its classes stay loaded", name(bundle), touched);
    }
    return bundle;
  }

  /** Uninstalls bundles that an earlier run of this component left behind. */
  void uninstallOthers(Path folder, Collection<Bundle> wanted) throws InterruptedException {
    String prefix = location(folder);
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(prefix) && !wanted.contains(bundle)) {
        uninstall(bundle);
      }
    }
  }

  static String name(Bundle bundle) {
    return bundle.getSymbolicName() + ' ' + bundle.getVersion();
  }

  /** A start level given after the installation would be applied by another thread, later. */
  private synchronized Bundle install(Path jar) throws BundleException {
    gate.admit(location(jar));
    FrameworkStartLevel startLevels =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class);
    int others = startLevels.getInitialBundleStartLevel();
    startLevels.setInitialBundleStartLevel(startLevel);
    try {
      return context.installBundle(location(jar));
    } finally {
      startLevels.setInitialBundleStartLevel(others);
    }
  }

  private static String location(Path path) {
    return "reference:" + path.toUri();
  }

  private FrameworkWiring framework() {
    return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
  }

  private String reason(@Nullable Bundle bundle, BundleException failure) {
    if (failure.getType() == BundleException.RESOLVE_ERROR && bundle != null) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
        if (isMissing(requirement)) {
          return inWords(requirement);
        }
      }
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return (bundle == null ? "it cannot be installed: " : "it cannot be started: ")
        + (cause == failure ? failure.getMessage() : failure.getMessage() + " (" + cause + ")");
  }

  private boolean isMissing(BundleRequirement requirement) {
    String effective = requirement.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE);
    String resolution = requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE);
    return (effective == null || effective.equals(Constants.EFFECTIVE_RESOLVE))
        && !Constants.RESOLUTION_OPTIONAL.equals(resolution)
        && !PackageNamespace.RESOLUTION_DYNAMIC.equals(resolution)
        && framework().findProviders(requirement).stream()
            .noneMatch(provider -> gate.mayProvide(requirement, provider));
  }

  private static String inWords(BundleRequirement requirement) {
    String filter = requirement.getDirectives().get(Constants.FILTER_DIRECTIVE);
    if (requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      return "it imports a package that nothing here exports: "
          + packageName(String.valueOf(filter))
          + " "
          + filter
          + "; import a version that is here";
    }
    String required =
        "it requires " + requirement.getNamespace() + (filter == null ? "" : ' ' + filter);
    if (requirement
        .getNamespace()
        .equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
      return required
          + ", this is Java "
          + Runtime.version().feature()
          + "; compile it with --release "
          + Runtime.version().feature();
    }
    return required + ", which is not here";
  }

  private static String packageName(String filter) {
    String key = '(' + PackageNamespace.PACKAGE_NAMESPACE + '=';
    int from = filter.indexOf(key) + key.length();
    return filter.substring(from, filter.indexOf(')', from));
  }
}
