package gateway.internalserver;

import gateway.api.stage.FatalErrors;
import gateway.api.stage.Heartbeat;
import gateway.api.stage.InvalidValueException;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ModulesSettled;
import gateway.api.view.DeviceServerView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stage 1: opens the device port as soon as the set of modules is known. */
@Component(
    configurationPid = "gateway.internalserver",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = ModuleCatalog.Listener.class)
@Designate(ocd = DeviceServerComponent.Config.class)
public final class DeviceServerComponent implements ModuleCatalog.Listener {

  /** Configuration of PID {@code gateway.internalserver}; times in milliseconds. */
  @ObjectClassDefinition(
      name = "Internal server",
      description = "The device port; times in milliseconds")
  public @interface Config {
    /** Returns the address to listen on. */
    @AttributeDefinition(description = "Address to listen on; 0.0.0.0 or :: for all")
    String address() default "127.0.0.1";

    /** Returns the port to listen on. */
    @AttributeDefinition(description = "Port to listen on", min = "1", max = "65535")
    int port() default 8888;

    /** Returns the length of the longest frame. */
    @AttributeDefinition(
        description = "Maximum length of a frame from a device, in bytes",
        min = "64",
        max = "16777216")
    int max$_$frame$_$bytes() default 1024 * 1024;

    /** Returns the length of the longest connect message. */
    @AttributeDefinition(
        description = "Maximum length of the connect message of a device, in bytes",
        min = "64",
        max = "1048576")
    int max$_$connect$_$bytes() default 1024;

    /** Returns how many connections may be open. */
    @AttributeDefinition(
        description = "Maximum number of open connections",
        min = "1",
        max = "1000000")
    int max$_$connections() default 4096;

    /** Returns how many connections one address may have open. */
    @AttributeDefinition(
        description = "Maximum number of open connections from one address",
        min = "1",
        max = "1000000")
    int max$_$connections$_$per$_$address() default 2048;

    /** Returns how long a connection may take to introduce itself. */
    @AttributeDefinition(
        description = "Time limit for the connect message",
        min = "1",
        max = "3600000")
    int handshake$_$timeout() default 10_000;

    /** Returns how long a frame may take to arrive. */
    @AttributeDefinition(
        description = "Time limit for the rest of a frame, and for a device that does not read",
        min = "1",
        max = "3600000")
    int frame$_$timeout() default 10_000;

    /** Returns how long an answer may take. */
    @AttributeDefinition(
        description = "Deadline for the answer to a connect or status",
        min = "1",
        max = "3600000")
    int answer$_$deadline() default 250;

    /** Returns how long a connect waits for a module. */
    @AttributeDefinition(
        description = "How long a connect waits for a module that may be on its way",
        min = "0",
        max = "3600000")
    int connect$_$hold() default 900;
  }

  private static final Logger LOG = LoggerFactory.getLogger(DeviceServerComponent.class);

  /** Much of what can be gained, and no start that people notice. */
  private static final Duration WARM_UP = Duration.ofMillis(60);

  /** Null if the port could not be opened. */
  private final @Nullable DeviceServer server;

  private final BundleContext context;
  private final NettyLanes lanes;
  private final Testing testing;
  private @Nullable ServiceRegistration<DeviceServerView> view;

  private final List<ServiceRegistration<?>> heartbeats;

  /** Opens the port, or says why not. */
  @Activate
  public DeviceServerComponent(
      BundleContext context,
      Config config,
      @Reference ModulesSettled settled,
      @Reference ModuleCatalog catalog,
      @Reference NettyLanes lanes,
      @Reference(
              target = FatalErrors.TARGET,
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.RELUCTANT)
          Consumer<String> fatal) {
    this.context = context;
    this.lanes = lanes;
    testing = Testing.of(context.getProperty("gateway.testing"));
    if (testing != Testing.OFF) {
      LOG.warn("This gateway is for testing device clients ({}): no device is served", testing);
    }
    server = open(settings(config, testing), catalog, lanes, fatal == null ? LOG::error : fatal);
    view = server == null ? null : register(context, server, lanes);
    heartbeats = server == null ? List.of() : registerHeartbeats(context, server);
  }

  /** Takes another configuration; no device connection is closed. */
  @Modified
  void modified(Config config) {
    if (server == null || view == null) {
      return;
    }
    List<InetSocketAddress> before = server.addresses();
    try {
      server.change(settings(config, testing));
    } catch (IOException | InvalidValueException e) {
      LOG.error("The device port stays as it was: {}", e.getMessage());
      return;
    }
    if (!server.addresses().equals(before)) {
      view.unregister();
      view = register(context, server, lanes);
      LOG.info("Devices now connect to {}:{}", config.address(), config.port());
    }
  }

  private static ServerSettings settings(Config config, Testing testing) {
    return new ServerSettings(
        List.of(new DevicePort(config.address(), config.port())),
        new ServerSettings.Bounds(
            config.max$_$frame$_$bytes(),
            config.max$_$connect$_$bytes(),
            config.max$_$connections(),
            config.max$_$connections$_$per$_$address()),
        new ServerSettings.Timing(
            Duration.ofMillis(config.handshake$_$timeout()),
            Duration.ofMillis(config.frame$_$timeout()),
            Duration.ofMillis(config.answer$_$deadline()),
            Duration.ofMillis(config.connect$_$hold())),
        testing);
  }

  private static @Nullable DeviceServer open(
      ServerSettings settings, ModuleCatalog catalog, NettyLanes lanes, Consumer<String> fatal) {
    try {
      WarmUp.run(WARM_UP);
      return new DeviceServer(settings, catalog, lanes);
    } catch (IOException e) {
      fatal.accept(e.getMessage() + "; choose another address or port with --ip-address or --port");
      return null;
    }
  }

  private static List<ServiceRegistration<?>> registerHeartbeats(
      BundleContext context, DeviceServer server) {
    Supplier<CompletionStage<Void>> heartbeat = server::beat;
    return List.of(
        context.registerService(
            Supplier.class, heartbeat, Heartbeat.properties("the loop that accepts devices")),
        context.registerService(
            Supplier.class, server.watch(), Heartbeat.properties(server.watch().name())));
  }

  private static ServiceRegistration<DeviceServerView> register(
      BundleContext context, DeviceServer server, NettyLanes lanes) {
    InetSocketAddress bound = server.addresses().get(0);
    String host = bound.getAddress().getHostAddress();
    String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort();
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(DeviceServerView.ADDRESS, address);
    return context.registerService(
        DeviceServerView.class,
        new DeviceServerView() {
          @Override
          public String address() {
            return address;
          }

          @Override
          public int connections() {
            return server.connections();
          }

          @Override
          public List<Traffic> traffic() {
            return server.traffic().snapshot();
          }

          @Override
          public Map<String, Long> refusals() {
            return server.traffic().refusals();
          }

          @Override
          public List<LaneSnapshot> lanes() {
            return lanes.snapshots();
          }

          @Override
          public int abandonedLanes() {
            return lanes.abandoned();
          }
        },
        properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindHandler(ModuleHandler handler) {
    if (server != null) {
      server.use(handler);
    }
  }

  void unbindHandler(ModuleHandler handler) {
    if (server != null) {
      server.stopUsing(handler);
    }
  }

  @Override
  public void moduleChanged(int number) {
    if (server != null) {
      server.moduleChanged();
    }
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    if (server != null && view != null) {
      view.unregister();
      heartbeats.forEach(ServiceRegistration::unregister);
      server.stop();
    }
  }
}
