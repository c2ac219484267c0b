package gateway.registry;

import gateway.api.module.FleetModule;
import gateway.api.stage.ModuleTrials;
import gateway.api.stage.Retry;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the module services and makes candidates of them. Getting a service activates the
 * module's component, which may fail or take long there.
 */
final class ModuleTracker extends ServiceTracker<FleetModule, ModuleTracker.Tracked>
    implements ModuleTrials, Retry {

  /** A module service, and the candidate that it is now. */
  static final class Tracked {
    private final long bundleId;
    private volatile @Nullable Candidate candidate;

    /** Why the service is not usable; empty if it is. */
    private volatile String fault = "";

    private boolean gone;

    Tracked(long bundleId) {
      this.bundleId = bundleId;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ModuleTracker.class);

  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Registry registry;
  private volatile boolean stopping;

  ModuleTracker(BundleContext context, Registry registry) {
    super(context, FleetModule.class, null);
    this.registry = registry;
  }

  /** From now on, modules that leave are no change: the gateway stops. */
  void stop() {
    stopping = true;
  }

  @Override
  public Tracked addingService(ServiceReference<FleetModule> reference) {
    Tracked tracked = new Tracked(reference.getBundle().getBundleId());
    add(reference, tracked);
    return tracked;
  }

  private void add(ServiceReference<FleetModule> reference, Tracked tracked) {
    tracked.fault = "";
    try {
      FleetModule module = context.getService(reference);
      Candidate candidate = Candidate.of(reference, module);
      tracked.candidate = candidate;
      if (module != null) {
        registry.add(candidate);
      } else {
        String cause =
            ActivationFailure.of(context, reference).map(failure -> ": " + failure).orElse("");
        registry.addFailed(candidate, "activation failed" + Calls.line(cause));
      }
    } catch (RuntimeException | LinkageError e) {
      tracked.fault = Calls.line(String.valueOf(e.getMessage()));
      LOG.error("Bundle {} offers no usable module: {}", reference.getBundle(), tracked.fault);
    }
  }

  private void remove(ServiceReference<FleetModule> reference, Tracked tracked) {
    if (tracked.candidate != null && !stopping) {
      registry.remove(tracked.candidate);
      awaitReturn(tracked.candidate);
    }
    tracked.candidate = null;
    context.ungetService(reference);
  }

  /** Waits for a running call, for a while: the component of the module is deactivated next. */
  private void awaitReturn(Candidate gone) {
    long deadline = System.nanoTime() + MAX_WAIT_NANOS;
    while (registry.isCalling(gone) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  @Override
  public void modifiedService(ServiceReference<FleetModule> reference, Tracked tracked) {
    renew(reference, tracked);
  }

  private void renew(ServiceReference<FleetModule> reference, Tracked tracked) {
    synchronized (tracked) {
      if (!tracked.gone) {
        remove(reference, tracked);
        add(reference, tracked);
      }
    }
  }

  @Override
  public void removedService(ServiceReference<FleetModule> reference, Tracked tracked) {
    synchronized (tracked) {
      tracked.gone = true;
      remove(reference, tracked);
    }
  }

  @Override
  public Standing standing(long bundleId) {
    return registry.standing(bundleId);
  }

  @Override
  public Optional<Outcome> outcome(long bundleId) {
    List<Outcome> all = new ArrayList<>(registry.outcomes(bundleId));
    for (Tracked tracked : getTracked().values()) {
      if (tracked.bundleId == bundleId && !tracked.fault.isEmpty()) {
        all.add(new Outcome(Kind.OFFERS_NO_MODULE, "offers no module: " + tracked.fault));
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(Outcome.of(all));
  }

  @Override
  public void setSuccessor(long bundleId, OptionalLong successor) {
    registry.setSuccessor(bundleId, successor);
  }

  @Override
  public List<String> retry(long bundleId, boolean force) {
    return retry(candidate -> candidate.bundleId() == bundleId, force);
  }

  @Override
  public List<String> retry(String name, boolean force) {
    return retry(candidate -> isCalled(candidate, name), force);
  }

  /** Uses a thread for each: a component that is activated again may hang again. */
  private List<String> retry(Predicate<Candidate> which, boolean force) {
    List<Candidate> again = registry.setAside().stream().filter(which).toList();
    if (force) {
      again.forEach(candidate -> registry.force(candidate.bundleId()));
    }
    for (Map.Entry<ServiceReference<FleetModule>, Tracked> entry : getTracked().entrySet()) {
      if (again.contains(entry.getValue().candidate)) {
        Runnable renewal = () -> renew(entry.getKey(), entry.getValue());
        Thread thread = new Thread(renewal, "gateway-registry retry");
        thread.setDaemon(true);
        start(thread);
      }
    }
    return again.stream().map(candidate -> "module " + candidate.description()).toList();
  }

  private static void start(Thread renewal) {
    try {
      renewal.start();
    } catch (OutOfMemoryError e) {
      LOG.warn("A module cannot be tried again now, the system has no thread for it: try it later");
    }
  }

  private static boolean isCalled(Candidate candidate, String name) {
    String described = candidate.name() + ' ' + candidate.description().version();
    return name.equals(candidate.name())
        || name.equals(described)
        || name.equals(Integer.toUnsignedString(candidate.number()));
  }
}
