package gateway.ipc;

import gateway.api.stage.FatalErrors;
import gateway.api.stage.Heartbeat;
import gateway.api.stage.InvalidValueException;
import gateway.api.view.NeighboursView;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.mqtt.BrokerSettings.Broker;
import gateway.mqtt.BrokerSettings.Login;
import gateway.protocol.tls.TlsFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of this container's stage to the broker of the stages. Its service property {@code
 * stage} chooses the side.
 */
@Component(
    service = {HubComponent.class, NeighboursView.class},
    configurationPid = "gateway.ipc",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HubComponent.Config.class)
public final class HubComponent implements NeighboursView {

  /** Configuration of PID {@code gateway.ipc}; times in milliseconds. */
  @ObjectClassDefinition(
      name = "Stages apart",
      description = "The broker between stages in containers of their own; times in milliseconds")
  public @interface Config {
    /** Returns the stage of this container. */
    @AttributeDefinition(
        description = "Stage of this container, set by what is run: not for the file",
        required = false)
    String stage() default "";

    /** Returns the host of the broker. */
    @AttributeDefinition(description = "Host of the broker of the stages; also IPC_MQTT_HOST")
    String host() default "127.0.0.1";

    /** Returns the port of the broker. */
    @AttributeDefinition(
        description = "Port of the broker of the stages; also IPC_MQTT_PORT",
        min = "1",
        max = "65535")
    int port() default 1883;

    /** Returns the name of this gateway at its broker. */
    @AttributeDefinition(
        description =
            "Name of this gateway among those that share the broker: the same for its stages")
    String instance() default "gateway";

    /** Returns the user name; empty for none. */
    @AttributeDefinition(description = "MQTT user name, empty for none", required = false)
    String user() default "";

    /** Returns the password; empty for none. */
    @AttributeDefinition(
        description = "MQTT password, empty for none",
        type = AttributeType.PASSWORD,
        required = false)
    String password() default "";

    /** Returns whether to use TLS. */
    @AttributeDefinition(description = "TLS 1.2 or newer; needs ca-file")
    boolean ssl() default false;

    /** Returns the trusted authorities. */
    @AttributeDefinition(
        description = "PEM file of the trusted certificate authorities",
        required = false)
    String ca$_$file() default "";

    /** Returns the own certificate chain. */
    @AttributeDefinition(description = "PEM file of the client certificate", required = false)
    String client$_$cert() default "";

    /** Returns the own private key. */
    @AttributeDefinition(description = "PEM file of the private key", required = false)
    String client$_$key() default "";

    /** Returns the MQTT keep-alive. */
    @AttributeDefinition(
        description = "MQTT keep-alive; whole seconds are used",
        min = "1000",
        max = "65535000")
    int keep$_$alive() default 5000;

    /** Returns how long a command may wait for its module. */
    @AttributeDefinition(
        description = "Maximum wait until the module handler has validated a command",
        min = "1",
        max = "3600000")
    int command$_$deadline() default 200;
  }

  private static final Logger LOG = LoggerFactory.getLogger(HubComponent.class);
  private static final long STOP_MILLIS = 1500;

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, task -> new Thread(task, "gateway-ipc"), new ThreadPoolExecutor.DiscardPolicy());

  private final Config config;
  private final Broker broker;
  private final Hub hub;
  private final ServiceRegistration<?> heartbeat;
  private final List<Neighbour> neighbours = new CopyOnWriteArrayList<>();

  /** Checks the configuration; connects when a side has been put together. */
  @Activate
  public HubComponent(
      BundleContext context,
      Config config,
      @Reference(
              target = FatalErrors.TARGET,
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.RELUCTANT)
          Consumer<String> fatal) {
    this.config = config;
    StageName stage;
    try {
      stage = StageName.of(config.stage()).orElseThrow(() -> fault("stage", config.stage()));
      if (!config.instance().matches("[A-Za-z0-9_.-]+")) {
        throw fault("instance", config.instance());
      }
      broker =
          new Broker(
              config.host(),
              config.port(),
              Login.of(config.user(), config.password()),
              config.ssl() ? Optional.of(tls(config)::context) : Optional.empty());
    } catch (IllegalArgumentException e) {
      (fatal == null ? (Consumer<String>) LOG::error : fatal)
          .accept("gateway.ipc: " + e.getMessage());
      throw e;
    }
    timer.setRemoveOnCancelPolicy(true);
    Topics topics = new Topics(config.instance(), stage);
    BrokerSettings settings =
        topics.connection(broker, Duration.ofSeconds(config.keep$_$alive() / 1000));
    hub =
        new Hub(
            topics,
            listener -> BrokerConnection.open(settings, listener),
            timer,
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble(),
            ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    // through the timer too: it is what connects again
    Supplier<CompletionStage<Void>> beat =
        () -> CompletableFuture.runAsync(() -> {}, timer).thenRunAsync(() -> {}, hub.turns());
    heartbeat =
        context.registerService(
            Supplier.class, beat, Heartbeat.properties("the link to the other stages"));
  }

  private static InvalidValueException fault(String key, String value) {
    return new InvalidValueException(key, "cannot be \"" + value + '"');
  }

  private static TlsFiles tls(Config config) {
    TlsFiles files =
        new TlsFiles(config.ca$_$file(), config.client$_$cert(), config.client$_$key());
    files.check();
    return files;
  }

  Hub hub() {
    return hub;
  }

  int commandDeadline() {
    return config.command$_$deadline();
  }

  /** Adds another stage to the view. */
  void show(Neighbour neighbour) {
    neighbours.add(neighbour);
  }

  @Override
  public String stage() {
    return config.stage();
  }

  @Override
  public BrokerSnapshot broker() {
    Hub.BrokerState shown = hub.shown();
    return new BrokerSnapshot(
        broker.address(),
        shown.connected(),
        Duration.ofNanos(System.nanoTime() - shown.since()),
        shown.reason());
  }

  @Override
  public List<NeighbourSnapshot> neighbours() {
    return neighbours.stream().map(Neighbour::snapshot).toList();
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    heartbeat.unregister();
    try {
      hub.close().toCompletableFuture().get(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The other stages could not be informed that this stage stops");
    }
    timer.shutdown();
  }
}
