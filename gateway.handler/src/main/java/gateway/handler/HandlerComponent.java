package gateway.handler;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceControl;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.InvalidValueException;
import gateway.api.stage.Lane;
import gateway.api.stage.MemoryBudget;
import gateway.api.stage.MemoryShare;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.StatusReport;
import gateway.api.view.DeviceContentView;
import gateway.api.view.DevicesView;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 2: keeps the devices of all lanes and connects them with the stages beside it. The external
 * client refers to this stage, and this one to it; so that neither waits for the other, the
 * services are registered by hand when everything here is ready.
 */
@Component(
    configurationPid = "gateway.handler",
    service = {},
    immediate = true)
@Designate(ocd = HandlerComponent.Config.class)
public final class HandlerComponent
    implements ModuleHandler,
        CommandSink,
        DeviceDirectory,
        DeviceControl,
        DevicesView,
        DeviceContentView,
        ModuleCatalog.Listener,
        LaneContext {

  /** Configuration of PID {@code gateway.handler}; times in milliseconds. */
  @ObjectClassDefinition(
      name = "Module handler",
      description = "Records of the devices; times in milliseconds")
  public @interface Config {
    /** Returns the time after which the current status is sent if no other was sent. */
    @AttributeDefinition(
        description =
            "After this time without a status worth sending the current one is sent; after two of"
                + " them without any status the device is disconnected. Must stay below the session"
                + " timeout of the External Server",
        min = "10",
        max = "86400000")
    int status$_$period() default 15_000;
  }

  private static final Logger LOG = LoggerFactory.getLogger(HandlerComponent.class);

  private static final long STOP_MILLIS = 1000;

  private final ModuleRuntime runtime;
  private final ModuleCatalog catalog;
  private final LongSupplier clock;
  private final AllTotals totals = new AllTotals();
  private final Forwarder forwarder = new Forwarder();
  private final ConcurrentMap<Integer, LaneDevices> lanes = new ConcurrentHashMap<>();
  private final MemoryBudget memory;
  private volatile long statusPeriodNanos;

  @SuppressWarnings("NullAway.Init") // registered last
  private ServiceRegistration<?> registration;

  /** Starts with no device. */
  @Activate
  public HandlerComponent(
      Config config, @Reference ModuleRuntime runtime, @Reference ModuleCatalog catalog) {
    this(config.status$_$period(), runtime, catalog, System::nanoTime);
  }

  /** Starts with no device, in a time of its own; for tests without a container. */
  public HandlerComponent(
      int statusPeriodMillis, ModuleRuntime runtime, ModuleCatalog catalog, LongSupplier clock) {
    this(statusPeriodMillis, runtime, catalog, clock, new MemoryBudget(MemoryShare.DEVICES));
  }

  HandlerComponent(
      int statusPeriodMillis,
      ModuleRuntime runtime,
      ModuleCatalog catalog,
      LongSupplier clock,
      MemoryBudget memory) {
    this.memory = memory;
    this.runtime = runtime;
    this.catalog = catalog;
    this.clock = clock;
    statusPeriodNanos = nanos(statusPeriodMillis);
  }

  private static long nanos(int statusPeriodMillis) {
    if (statusPeriodMillis < 1) {
      throw new InvalidValueException(
          "status-period", "must be at least 1, but is " + statusPeriodMillis);
    }
    return TimeUnit.MILLISECONDS.toNanos(statusPeriodMillis);
  }

  @Activate
  void register(BundleContext context) {
    registration =
        context.registerService(
            new String[] {
              ModuleHandler.class.getName(),
              CommandSink.class.getName(),
              DeviceDirectory.class.getName(),
              DeviceControl.class.getName(),
              DevicesView.class.getName(),
              DeviceContentView.class.getName(),
              ModuleCatalog.Listener.class.getName()
            },
            this,
            null);
  }

  @Modified
  void modified(Config config) {
    changePeriod(config.status$_$period());
  }

  void changePeriod(int millis) {
    statusPeriodNanos = nanos(millis);
    lanes.values().forEach(devices -> onLane(devices, devices::periodChanged));
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void bindExternalClient(ExternalClient client) {
    forwarder.attach(client);
  }

  void unbindExternalClient(ExternalClient client) {
    forwarder.detach(client);
  }

  @Override
  public DeviceUplink connect(Device device, DeviceDownlink downlink) {
    return devices(device.module()).connect(device, downlink);
  }

  private LaneDevices devices(int number) {
    Lane lane = runtime.lane(number);
    LaneDevices devices = lanes.get(number);
    if (devices != null && devices.lane() == lane) {
      return devices;
    }
    return lanes.compute(number, (n, old) -> replaceAbandoned(n, old, lane));
  }

  private LaneDevices replaceAbandoned(int number, LaneDevices old, Lane lane) {
    if (old != null) {
      if (old.lane() == lane) {
        return old;
      }
      old.takeOver();
    }
    return new LaneDevices(number, lane, this);
  }

  @Override
  public void moduleChanged(int number) {
    if (lanes.containsKey(number)) {
      LaneDevices devices = devices(number);
      onLane(devices, devices::moduleChanged);
    }
  }

  private static boolean onLane(LaneDevices devices, Runnable task) {
    try {
      devices.executor().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public CompletableFuture<Verdict> command(DeviceKey device, Payload command) {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    LaneDevices devices = lanes.get(device.module());
    if (devices == null) {
      verdict.complete(unconnected(device));
    } else if (!onLane(devices, () -> judge(devices, device, command, verdict))) {
      verdict.complete(Verdict.DEVICE_NOT_CONNECTED);
    }
    return verdict;
  }

  private Verdict unconnected(DeviceKey device) {
    return catalog
        .find(device.module())
        .filter(served -> served.deviceTypes().supports(device.deviceType()))
        .map(served -> Verdict.DEVICE_NOT_CONNECTED)
        .orElse(Verdict.DEVICE_NOT_SUPPORTED);
  }

  private static void judge(
      LaneDevices devices, DeviceKey device, Payload command, CompletableFuture<Verdict> verdict) {
    if (verdict.isDone()) {
      devices
          .drops()
          .log(
              more ->
                  LOG.warn(
                      "Device {}: dropping a command that reached its module too late{}",
                      device,
                      more));
    } else {
      // accepted by completing: who has waited too long has answered that it is dropped
      verdict.complete(devices.command(device, command, () -> verdict.complete(Verdict.ACCEPTED)));
    }
  }

  @Override
  public CompletionStage<Boolean> disconnect(DeviceKey device) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    LaneDevices devices = lanes.get(device.module());
    if (devices == null || !onLane(devices, () -> done.complete(devices.disconnect(device)))) {
      done.complete(false);
    }
    return done;
  }

  @Override
  public CompletionStage<List<Content>> contents(DeviceKey device) {
    CompletableFuture<List<Content>> contents = new CompletableFuture<>();
    LaneDevices devices = lanes.get(device.module());
    if (devices == null || !onLane(devices, () -> contents.complete(devices.contents(device)))) {
      contents.complete(List.of());
    }
    return contents;
  }

  @Override
  public CompletionStage<List<LiveDevice>> liveDevices() {
    return CompletableFuture.completedStage(
        sessions()
            .flatMap(
                session ->
                    session.currentStatus().stream()
                        .map(status -> new LiveDevice(session.device(), status)))
            .toList());
  }

  private Stream<DeviceSession> sessions() {
    return lanes.values().stream().flatMap(devices -> devices.sessions().stream());
  }

  @Override
  public List<DeviceSnapshot> devices() {
    return sessions()
        .map(DeviceSession::snapshot)
        .sorted(Comparator.comparing(snapshot -> snapshot.device().key()))
        .toList();
  }

  @Override
  public List<Totals> totals() {
    return totals.snapshot();
  }

  @Override
  public TypeTotals totals(Device device) {
    return totals.of(device);
  }

  /** Disconnects every device that the internal server has not disconnected before. */
  @Deactivate
  void deactivate() throws InterruptedException {
    registration.unregister();
    disconnectAll();
  }

  void disconnectAll() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(lanes.size());
    for (LaneDevices devices : lanes.values()) {
      Runnable leave =
          () -> {
            devices.disconnectAll(DisconnectCause.SHUTDOWN);
            done.countDown();
          };
      if (!onLane(devices, leave)) {
        devices.takeOver();
        done.countDown();
      }
    }
    if (!done.await(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
      LOG.warn("A module hangs: its devices are reported as disconnected without it");
      lanes.values().forEach(LaneDevices::takeOver);
    }
  }

  @Override
  public ModuleCatalog catalog() {
    return catalog;
  }

  @Override
  public ModuleRuntime runtime() {
    return runtime;
  }

  @Override
  public LongSupplier clock() {
    return clock;
  }

  @Override
  public long statusPeriodNanos() {
    return statusPeriodNanos;
  }

  @Override
  public MemoryBudget memory() {
    return memory;
  }

  @Override
  public void forward(StatusReport report) {
    forwarder.forward(report);
  }
}
