package gateway.registry;

import gateway.api.stage.Heartbeat;
import gateway.api.stage.InvalidValueException;
import gateway.api.stage.LaneFactory;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModuleTrials;
import gateway.api.stage.ModulesSettled;
import gateway.api.stage.Retry;
import gateway.api.stage.ServedModule;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the registry in the container: tracks the modules, registers its services. */
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
    /** Returns the time that one call may take. */
    @AttributeDefinition(description = "Time limit for one module call", min = "1", max = "3600000")
    int call$_$budget() default 50;

    /** Returns the time after which a call counts as hung. */
    @AttributeDefinition(
        description = "A call that takes longer counts as hung: its lane is abandoned",
        min = "10",
        max = "3600000")
    int hang$_$limit() default 1000;

    /** Returns how long a number waits for a successor. */
    @AttributeDefinition(
        description = "How long the devices of a module that has left wait for a successor",
        min = "0",
        max = "86400000")
    int module$_$grace() default 2000;

    /** Returns the modules that own a number, whichever came first. */
    @AttributeDefinition(
        description =
            "Modules that own a number, whichever came first, each as NUMBER=SYMBOLIC-NAME",
        required = false)
    String[] owners() default {};

    /** Returns the folder where owners are remembered. */
    @AttributeDefinition(
        description = "Data folder of the gateway, where the owners of numbers are remembered",
        required = false)
    String data() default "";
  }

  private static final Logger LOG = LoggerFactory.getLogger(RegistryComponent.class);

  /** The registry's thread. Tasks that come after its end are dropped. */
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1, task -> daemon(task, "gateway-registry"), new ThreadPoolExecutor.DiscardPolicy());

  private final List<ModuleCatalog.Listener> listeners = new CopyOnWriteArrayList<>();
  private final Registry registry;
  private final ModuleTracker tracker;
  private final ServiceRegistration<?> registration;
  private final List<ServiceRegistration<?>> others;
  private volatile boolean stopping;

  /** Starts to track modules; the ones that are there serve before this returns. */
  @Activate
  public RegistryComponent(BundleContext context, Config config, @Reference LaneFactory lanes) {
    Owners owners = new Owners(file(config.data()));
    owners.configure(owners(config.owners()));
    registry =
        new Registry(
            lanes,
            timer,
            System::nanoTime,
            limits(config),
            this::changed,
            owners,
            Optional.of(this::rehearse));
    tracker = new ModuleTracker(context, registry);
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
    others =
        List.of(
            context.registerService(LostCallsView.class, registry.lostCalls(), null),
            registerHeartbeat(context),
            context.registerService(
                new String[] {ModuleTrials.class.getName(), Retry.class.getName()}, tracker, null));
    // a module that came since then found no registration
    publish();
  }

  private ServiceRegistration<?> registerHeartbeat(BundleContext context) {
    Supplier<CompletionStage<Void>> heartbeat = registry::beat;
    return context.registerService(
        Supplier.class, heartbeat, Heartbeat.properties("the watch over module calls"));
  }

  private static Registry.Limits limits(Config config) {
    return new Registry.Limits(
        Duration.ofMillis(config.call$_$budget()),
        Duration.ofMillis(config.hang$_$limit()),
        Duration.ofMillis(config.module$_$grace()));
  }

  private static Optional<Path> file(String data) {
    return data.isBlank() ? Optional.empty() : Optional.of(Path.of(data, "owners"));
  }

  private static Map<Integer, String> owners(String[] lines) {
    Map<Integer, String> owners = new HashMap<>();
    for (String line : lines) {
      String[] parts = line.split("=", 2);
      if (parts.length < 2 || parts[1].isBlank() || !parts[0].strip().matches("[0-9]{1,10}")) {
        throw new InvalidValueException(
            "owners", "must be NUMBER=SYMBOLIC-NAME, has \"" + line + '"');
      }
      owners.put(Integer.parseUnsignedInt(parts[0].strip()), parts[1].strip());
    }
    return owners;
  }

  /** A system without a thread to spare has one later. */
  private void rehearse(Runnable task) {
    try {
      daemon(task, "gateway-rehearsal").start();
    } catch (OutOfMemoryError e) {
      timer.schedule(() -> rehearse(task), 1, TimeUnit.SECONDS);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Changes limits and owners while devices are connected. */
  @Modified
  void modified(Config config) {
    registry.modify(limits(config), owners(config.owners()));
  }

  private static Dictionary<String, Object> properties(List<String> serving) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(ModulesView.SERVING, serving.toArray(String[]::new));
    return properties;
  }

  private List<String> serving() {
    return registry.served().stream().map(ServedModule::toString).toList();
  }

  /**
   * Publishes until nothing changes: several threads do, and the last must not publish the past.
   */
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
      } catch (RuntimeException | Error e) {
        LOG.warn("{} failed when it was told of a module change: {}", listener, e.toString());
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

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindSettled(ModulesSettled settled) {
    registry.settle();
  }

  void unbindSettled(ModulesSettled settled) {
    registry.unsettle();
  }

  @Deactivate
  void deactivate() {
    stopping = true;
    tracker.stop();
    registration.unregister();
    others.forEach(ServiceRegistration::unregister);
    tracker.close();
    registry.close();
    timer.shutdownNow();
  }
}
