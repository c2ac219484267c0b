package gateway.external;

import gateway.api.cloud.CloudTransport;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.EndpointControl;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.InvalidValueException;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.StatusReport;
import gateway.api.stage.UndeliveredBounds;
import gateway.api.view.DeviceContentView;
import gateway.api.view.StoreView;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.base.Threads;
import gateway.external.base.Vehicle;
import gateway.external.store.LogEngine;
import gateway.external.undelivered.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage 3: hands statuses to the endpoint that carries their module. */
@Component(
    service = {ExternalClient.class, EndpointControl.class, DeviceContentView.class},
    immediate = true,
    configurationPid = "gateway.external",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ExternalClientComponent.Config.class)
public final class ExternalClientComponent
    implements ExternalClient, EndpointControl, DeviceContentView, Stages {

  /** Keys of {@code gateway.external}; times in milliseconds. */
  @ObjectClassDefinition(name = "External client")
  public @interface Config {
    /** Company. */
    @AttributeDefinition(description = "Company, a-z 0-9 _, with poc topics any text")
    String company();

    /** Vehicle. */
    @AttributeDefinition(description = "Vehicle name, a-z 0-9 _, with poc topics any text")
    String vehicle();

    /** Topics. */
    @AttributeDefinition(
        description = "MQTT topics: COMPANY/VEHICLE/..., or to-server/CAR-ID and to-client/CAR-ID",
        options = {@Option(label = "v2", value = "v2"), @Option(label = "poc", value = "poc")})
    String topic$_$scheme() default "v2";

    /** Car id. */
    @AttributeDefinition(description = "Part of the poc topics, else unused", required = false)
    String car$_$id() default "";

    /** Bound of connecting to the broker. */
    @AttributeDefinition(
        description = "Longest time to connect to the broker, ms",
        min = "1",
        max = "3600000")
    int connect$_$timeout() default 5000;

    /** Bound per message of the connect sequence. */
    @AttributeDefinition(
        description = "Longest wait per message of the connect sequence, ms",
        min = "1",
        max = "3600000")
    int sequence$_$timeout() default 10000;

    /** Bound of a StatusResponse. */
    @AttributeDefinition(
        description = "Longest wait for a StatusResponse, ms",
        min = "1",
        max = "86400000")
    int status$_$deadline() default 30000;

    /** Bound of validating a command. */
    @AttributeDefinition(
        description = "Longest wait for a command to be validated, ms",
        min = "1",
        max = "3600000")
    int command$_$deadline() default 250;

    /** Delay after a failed attempt. */
    @AttributeDefinition(
        description = "Delay after a failed attempt, ms",
        min = "1",
        max = "86400000")
    int retry$_$delay() default 10000;

    /** Delay after ALREADY_LOGGED. */
    @AttributeDefinition(
        description = "Delay after ALREADY_LOGGED, ms",
        min = "1",
        max = "86400000")
    int logged$_$delay() default 15000;

    /** Delay after a disconnect notification. */
    @AttributeDefinition(
        description = "Delay after the server's disconnect notification, ms",
        min = "0",
        max = "86400000")
    int notification$_$delay() default 2000;

    /** Settle time. */
    @AttributeDefinition(
        description = "Pause after the connect sequence, ms",
        min = "0",
        max = "3600000")
    int settle$_$time() default 300;

    /** MQTT keep-alive. */
    @AttributeDefinition(
        description = "MQTT keep-alive, ms; whole seconds are used",
        min = "1",
        max = "65535000")
    int keep$_$alive() default 15000;

    /** Window. */
    @AttributeDefinition(
        description = "Most statuses without StatusResponse",
        min = "1",
        max = "500")
    int window() default 10;

    /** Window for CONNECTING. */
    @AttributeDefinition(
        description = "Most of them that introduce a device",
        min = "1",
        max = "500")
    int connecting$_$window() default 5;

    /** Bound of the queue, statuses. */
    @AttributeDefinition(
        description = "Most statuses that wait for the window",
        min = "1",
        max = "1000000")
    int queue$_$statuses() default UndeliveredBounds.QUEUE_STATUSES;

    /** Bound of the queue, bytes. */
    @AttributeDefinition(
        description = "Most bytes that wait for the window",
        min = "1",
        max = "1073741824")
    int queue$_$bytes() default UndeliveredBounds.QUEUE_BYTES;

    /** Bound of an error message. */
    @AttributeDefinition(
        description = "Largest error message of a device, bytes",
        min = "1",
        max = "1073741824")
    int error$_$max$_$bytes() default UndeliveredBounds.ERROR_MAX_BYTES;

    /** Bound of what is undelivered, in memory. */
    @AttributeDefinition(
        description = "Most bytes that are kept of what is undelivered, of all endpoints together",
        min = "1",
        max = "1073741824")
    int undelivered$_$max$_$bytes() default UndeliveredBounds.UNDELIVERED_MAX_BYTES;

    /** When undelivered data belongs on the disk. */
    @AttributeDefinition(
        description =
            "What has been undelivered for so long goes to the store, ms; 0 for before it is sent",
        min = "0",
        max = "86400000")
    int store$_$after() default 100;

    /** Folder of the store. */
    @AttributeDefinition(description = "Folder of the store", required = false)
    String store$_$dir() default "";

    /** Bound of the store. */
    @AttributeDefinition(
        description = "Largest size of the store on the disk, bytes",
        min = "1",
        max = "1073741824")
    int store$_$max$_$bytes() default 67108864;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ExternalClientComponent.class);

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile CommandSink commandSink;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile DeviceDirectory deviceDirectory;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile ModuleCatalog moduleCatalog;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile ModuleRuntime moduleRuntime;

  private final Store store;
  private final Endpoints endpoints;
  private final Transports transports = new Transports();
  private final ServiceRegistration<StoreView> view;

  /**
   * Checks the configuration; nothing is opened before an endpoint has something to send.
   *
   * @param mqtt stays longer than this component, so that endpoints end in good order
   * @throws InvalidValueException naming the key that is wrong
   */
  @Activate
  public ExternalClientComponent(
      BundleContext context,
      Config config,
      @Reference(target = "(" + CloudTransport.PROTOCOL + '=' + CloudTransport.MQTT + ')')
          CloudTransport mqtt) {
    Settings settings = settings(config);
    Threads threads = Threads.real();
    store =
        new Store(
            opener(config.store$_$dir()),
            config.store$_$dir(),
            settings.store().maxBytes(),
            threads.executors().apply("gateway-store"),
            threads.nanoTime());
    store.open();
    transports.add(CloudTransport.MQTT, mqtt);
    endpoints = new Endpoints(context, settings, this, store, threads, transports);
    view = context.registerService(StoreView.class, store, null);
  }

  private static Settings settings(Config config) {
    return new Settings(
        new Vehicle(
            config.company(),
            config.vehicle(),
            config.topic$_$scheme().equals("poc")
                ? Optional.of(config.car$_$id())
                : Optional.empty()),
        new Settings.Deadlines(
            config.connect$_$timeout(),
            config.sequence$_$timeout(),
            config.status$_$deadline(),
            config.command$_$deadline(),
            config.keep$_$alive()),
        new Settings.Delays(
            config.retry$_$delay(),
            config.logged$_$delay(),
            config.notification$_$delay(),
            config.settle$_$time()),
        new Settings.Windows(config.window(), config.connecting$_$window()),
        new UndeliveredBounds(
            config.queue$_$statuses(),
            config.queue$_$bytes(),
            config.error$_$max$_$bytes(),
            config.undelivered$_$max$_$bytes()),
        new Settings.StoreRules(config.store$_$after(), config.store$_$max$_$bytes()));
  }

  private static Store.Opener opener(String folder) {
    return () -> {
      if (folder.isEmpty()) {
        throw new IOException("store-dir is not set");
      }
      return LogEngine.open(Path.of(folder));
    };
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "setEndpoint",
      unbind = "removeEndpoint")
  void setEndpoint(EndpointConfiguration configuration) {
    configuration.settings().ifPresent(endpoints::configure);
  }

  /** A way to servers: an endpoint that had to do without tries again at once. */
  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      unbind = "removeTransport")
  void addTransport(CloudTransport transport, Map<String, Object> properties) {
    String protocol = protocol(properties);
    transports.add(protocol, transport);
    endpoints.retryNow(protocol);
  }

  void removeTransport(CloudTransport transport, Map<String, Object> properties) {
    transports.remove(protocol(properties), transport);
  }

  private static String protocol(Map<String, Object> properties) {
    return String.valueOf(properties.get(CloudTransport.PROTOCOL));
  }

  void removeEndpoint(EndpointConfiguration configuration) {
    endpoints.remove(configuration.name());
  }

  /** Takes another configuration, without a session more lost than needed. */
  @Modified
  void modified(Config config) {
    try {
      endpoints.change(settings(config));
    } catch (InvalidValueException e) {
      LOG.error("gateway.external: configuration not changed: {}", e.getMessage());
    }
  }

  @Deactivate
  void deactivate() {
    endpoints.close();
    view.unregister();
    store.close();
  }

  @Override
  public boolean reconnect(String endpoint) {
    return endpoints.reconnect(endpoint);
  }

  @Override
  public CompletionStage<List<Content>> contents(DeviceKey device) {
    return endpoints.contents(device);
  }

  @Override
  public CompletionStage<Void> forward(StatusReport report) {
    return endpoints.forward(report);
  }

  @Override
  public CompletionStage<Void> forwardAgain(StatusReport report) {
    return endpoints.forwardAgain(report);
  }

  @Override
  public CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error) {
    return endpoints.forwardFolded(newest, error);
  }

  @Override
  public Optional<CommandSink> commands() {
    return Optional.ofNullable(commandSink);
  }

  @Override
  public Optional<DeviceDirectory> devices() {
    return Optional.ofNullable(deviceDirectory);
  }

  @Override
  public Optional<ModuleCatalog> catalog() {
    return Optional.ofNullable(moduleCatalog);
  }

  @Override
  public Optional<ModuleRuntime> runtime() {
    return Optional.ofNullable(moduleRuntime);
  }
}
