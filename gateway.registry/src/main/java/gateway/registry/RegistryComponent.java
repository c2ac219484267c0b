package gateway.registry;

import gateway.api.module.FleetModule;
import gateway.api.stage.LaneFactory;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import gateway.api.view.ModulesView;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the registry into the container: tracks the modules, offers what the stages need. */
@Component(
    configurationPid = "gateway.registry",
    service = {})
@Designate(ocd = RegistryComponent.Config.class)
public final class RegistryComponent {

  /** Configuration of PID {@code gateway.registry}; times in milliseconds. */
  @ObjectClassDefinition(
      name = "Module registry",
      description = "Limits of module calls; times in milliseconds")
  public @interface Config {
    /** Returns what one call may take. */
    @AttributeDefinition(description = "What one module call may take", min = "1")
    int call$_$budget() default 50;

    /** Returns after what time a call counts as hung. */
    @AttributeDefinition(
        description = "A call that takes longer counts as hung: its lane is abandoned",
        min = "10")
    int hang$_$limit() default 1000;

    /** Returns how long a number waits for a successor. */
    @AttributeDefinition(
        description = "How long the devices of a module that has left wait for a successor",
        min = "0")
    int module$_$grace() default 2000;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RegistryComponent.class);

  /** The registry's thread. What comes after its end is of no interest to anybody. */
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "gateway-registry");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  private final List<ModuleCatalog.Listener> listeners = new CopyOnWriteArrayList<>();
  private final Registry registry;
  private final ServiceTracker<FleetModule, AtomicReference<Candidate>> tracker;
  private final ServiceRegistration<?> registration;
  private volatile boolean stopping;

  /** Starts to track modules; the ones that are there serve before this returns. */
  @Activate
  public RegistryComponent(BundleContext context, Config config, @Reference LaneFactory lanes) {
    registry =
        new Registry(
            lanes,
            timer,
            System::nanoTime,
            new Registry.Limits(
                Duration.ofMillis(config.call$_$budget()),
                Duration.ofMillis(config.hang$_$limit()),
                Duration.ofMillis(config.module$_$grace())),
            this::changed);
    tracker = new Tracker(context);
    tracker.open();
    registration =
        context.registerService(
            new String[] {
              ModuleCatalog.class.getName(),
              ModuleRuntime.class.getName(),
              ModulesView.class.getName()
            },
            registry,
            properties(serving()));
    // a module that came since then found no registration
    publish();
  }

  private static Dictionary<String, Object> properties(List<String> serving) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(ModulesView.SERVING, serving.toArray(String[]::new));
    return properties;
  }

  private List<String> serving() {
    return registry.served().stream().map(ServedModule::toString).toList();
  }

  /** Changes come from several threads: whoever is last to publish must not publish the past. */
  private void publish() {
    List<String> published = null;
    for (List<String> now = serving(); !now.equals(published); now = serving()) {
      published = now;
      registration.setProperties(properties(now));
    }
  }

  private void changed(int number) {
    if (registration != null && !stopping) {
      publish();
    }
    timer.execute(() -> tell(number));
  }

  private void tell(int number) {
    for (ModuleCatalog.Listener listener : listeners) {
      try {
        listener.moduleChanged(number);
      } catch (RuntimeException e) {
        LOG.warn("{} could not be told of a change: {}", listener, e.toString());
      }
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addListener(ModuleCatalog.Listener listener) {
    listeners.add(listener);
  }

  void removeListener(ModuleCatalog.Listener listener) {
    listeners.remove(listener);
  }

  @Deactivate
  void deactivate() {
    stopping = true;
    registration.unregister();
    tracker.close();
    timer.shutdownNow();
  }

  /** Getting the service activates the module's component; it may fail there. */
  private final class Tracker extends ServiceTracker<FleetModule, AtomicReference<Candidate>> {

    Tracker(BundleContext context) {
      super(context, FleetModule.class, null);
    }

    @Override
    public AtomicReference<Candidate> addingService(ServiceReference<FleetModule> reference) {
      return new AtomicReference<>(add(reference));
    }

    private Candidate add(ServiceReference<FleetModule> reference) {
      try {
        Candidate candidate = Candidate.of(reference, context.getService(reference));
        registry.add(candidate);
        return candidate;
      } catch (RuntimeException | LinkageError e) {
        LOG.error("Bundle {} offers no usable module: {}", reference.getBundle(), e.getMessage());
        return null;
      }
    }

    private void remove(ServiceReference<FleetModule> reference, Candidate candidate) {
      if (candidate != null && !stopping) {
        registry.remove(candidate);
      }
      context.ungetService(reference);
    }

    @Override
    public void modifiedService(
        ServiceReference<FleetModule> reference, AtomicReference<Candidate> tracked) {
      remove(reference, tracked.get());
      tracked.set(add(reference));
    }

    @Override
    public void removedService(
        ServiceReference<FleetModule> reference, AtomicReference<Candidate> tracked) {
      remove(reference, tracked.get());
    }
  }
}
