package gateway.deployer;

import gateway.api.module.ModuleImports;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeploymentsView.State;
import gateway.api.view.EventKind;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Capability;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Keeps what has not passed the check from being resolved, however it was installed, every bundle
 * from being wired to one that does not belong to the gateway, and what came later from packages
 * that {@link ModuleImports} does not list. A bundle that was updated in place to a content that
 * does not pass gets its own content back.
 *
 * <p>Called by the framework from any thread.
 */
final class Gate implements ResolverHookFactory, ResolverHook, SynchronousBundleListener {

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final Marker REFUSED = MarkerFactory.getMarker(EventKind.MODULE_REFUSED);
  private static final String PASSED = "";

  private final BundleContext context;
  private final Distribution distribution;
  private final BundleCheck check;
  private final Set<String> admitted = ConcurrentHashMap.newKeySet();
  private final Set<Long> restoring = ConcurrentHashMap.newKeySet();

  /** Why each bundle that came later is refused, by id; {@link #PASSED} if it is not. */
  private final Map<Long, String> verdicts = new ConcurrentHashMap<>();

  private volatile boolean changed;

  @SuppressWarnings("NullAway.Init") // made when the gate opens
  private ServiceRegistration<ResolverHookFactory> hook;

  /** Checks a bundle that is installed. */
  interface BundleCheck {
    void check(Bundle bundle) throws RefusedException, IOException;
  }

  Gate(BundleContext context, Distribution distribution, BundleCheck check) {
    this.context = context;
    this.distribution = distribution;
    this.check = check;
  }

  /** Starts to check bundles; those that are resolved already keep running. */
  void open() {
    context.addBundleListener(this);
    for (Bundle bundle : context.getBundles()) {
      boolean runs = bundle.getState() != Bundle.INSTALLED;
      if (!distribution.contains(bundle) && !verdicts.containsKey(bundle.getBundleId())) {
        if (runs) {
          verdicts.put(bundle.getBundleId(), PASSED);
        } else {
          judge(bundle);
        }
      }
    }
    hook = context.registerService(ResolverHookFactory.class, this, null);
  }

  void close() {
    hook.unregister();
    context.removeBundleListener(this);
  }

  /** Marks the content at a location as checked. */
  void admit(String location) {
    admitted.add(location);
  }

  /** Returns the bundles that are refused. */
  List<DeploymentSnapshot> refused() {
    return verdicts.entrySet().stream()
        .filter(verdict -> !verdict.getValue().equals(PASSED))
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .flatMap(
            verdict ->
                Optional.ofNullable(context.getBundle(verdict.getKey())).stream()
                    .map(bundle -> snapshot(bundle, verdict.getValue())))
        .toList();
  }

  private static DeploymentSnapshot snapshot(Bundle bundle, String reason) {
    return new DeploymentSnapshot(
        LogText.line(bundle.getLocation(), 200),
        bundle.getSymbolicName() == null ? "" : Installer.name(bundle),
        State.REFUSED,
        reason);
  }

  /** Tells whether something has changed since the last call. */
  boolean hasChanged() {
    boolean since = changed;
    changed = false;
    return since;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    switch (event.getType()) {
      case BundleEvent.INSTALLED -> judge(bundle);
      case BundleEvent.UPDATED -> updated(bundle);
      case BundleEvent.RESOLVED -> resolved(bundle);
      case BundleEvent.UNINSTALLED -> {
        admitted.remove(bundle.getLocation());
        changed |= verdicts.remove(bundle.getBundleId()) != null;
      }
      default -> {}
    }
  }

  private void judge(Bundle bundle) {
    if (!distribution.contains(bundle)) {
      String verdict = admitted.contains(bundle.getLocation()) ? PASSED : verdict(bundle);
      verdicts.put(bundle.getBundleId(), verdict);
      changed = true;
      if (!verdict.equals(PASSED)) {
        LOG.warn(
            REFUSED,
            "Bundle {} from {} refused: {}",
            bundle,
            LogText.line(bundle.getLocation(), 200),
            verdict);
      }
    }
  }

  private String verdict(Bundle bundle) {
    try {
      check.check(bundle);
      return PASSED;
    } catch (RefusedException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException | RuntimeException e) {
      return "it cannot be checked: " + e;
    }
  }

  /** An update cannot be prevented, so a forbidden one is undone. */
  private void updated(Bundle bundle) {
    if (restoring.contains(bundle.getBundleId())) {
      return;
    }
    String verdict =
        distribution.contains(bundle)
            ? "it belongs to the gateway, whose bundles change with the distribution only"
            : verdict(bundle);
    if (verdict.equals(PASSED)) {
      verdicts.put(bundle.getBundleId(), PASSED);
      return;
    }
    LOG.warn(REFUSED, "Update of bundle {} refused: {}", bundle, verdict);
    verdicts.put(bundle.getBundleId(), verdict);
    Thread restore = new Thread(() -> restore(bundle), "gateway.deployer restore");
    restore.setDaemon(true);
    try {
      restore.start();
    } catch (OutOfMemoryError e) {
      LOG.error("Bundle {}: its own content cannot be restored: {}", bundle, e.toString());
    }
  }

  private void restore(Bundle bundle) {
    restoring.add(bundle.getBundleId());
    try {
      bundle.update();
      verdicts.put(bundle.getBundleId(), PASSED);
      bundle.start();
      LOG.info("Bundle {}: its own content is restored", bundle);
    } catch (BundleException | IllegalStateException e) {
      LOG.error("Bundle {}: its own content cannot be restored: {}", bundle, e.toString());
    } finally {
      restoring.remove(bundle.getBundleId());
      changed = true;
    }
  }

  /** A bundle without requirements is resolved without asking the gate. */
  private void resolved(Bundle bundle) {
    if (isKeptOut(bundle)) {
      context
          .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
          .adapt(FrameworkWiring.class)
          .refreshBundles(List.of(bundle));
    }
  }

  private boolean isKeptOut(Bundle bundle) {
    String verdict = verdicts.get(bundle.getBundleId());
    return verdict == null ? !distribution.contains(bundle) : !verdict.equals(PASSED);
  }

  /** The caller that starts a refused bundle gets the reason. */
  @Override
  public ResolverHook begin(Collection<BundleRevision> triggers) {
    if (triggers.size() == 1) {
      Bundle bundle = triggers.iterator().next().getBundle();
      if (isKeptOut(bundle)) {
        throw new IllegalStateException(
            "the gateway refuses it: "
                + verdicts.getOrDefault(bundle.getBundleId(), "it has not been checked"));
      }
    }
    return this;
  }

  /** Felix 7 accepts no resolved bundle as a provider if one candidate is missing here. */
  @Override
  public void filterResolvable(Collection<BundleRevision> candidates) {
    // what is kept out is left without what it requires instead
  }

  /** Versions of a module that call themselves singletons stay side by side all the same. */
  @Override
  public void filterSingletonCollisions(
      BundleCapability singleton, Collection<BundleCapability> candidates) {
    if (!distribution.contains(singleton.getRevision().getBundle())) {
      candidates.clear();
    }
  }

  @Override
  public void filterMatches(
      BundleRequirement requirement, Collection<BundleCapability> candidates) {
    if (isKeptOut(requirement.getRevision().getBundle())) {
      candidates.clear();
    } else {
      candidates.removeIf(candidate -> !mayProvide(requirement, candidate));
    }
  }

  /**
   * A bundle that may be removed at any time provides nothing to other bundles, and is provided
   * with those packages of the gateway that are offered to modules, however it asks for others.
   */
  boolean mayProvide(BundleRequirement requirement, Capability candidate) {
    Bundle requirer = requirement.getRevision().getBundle();
    Bundle provider = ((BundleRevision) candidate.getResource()).getBundle();
    return provider.equals(requirer)
        || (distribution.contains(provider)
            && (distribution.contains(requirer) || isOffered(candidate)));
  }

  private static boolean isOffered(Capability candidate) {
    Object packageName = candidate.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
    return packageName instanceof String name
        ? ModuleImports.offers(name)
        : !candidate.getNamespace().startsWith("osgi.wiring.");
  }

  @Override
  public void end() {
    // Nothing is kept for a resolve operation.
  }
}
