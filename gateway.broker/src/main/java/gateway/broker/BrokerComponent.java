package gateway.broker;

import java.io.IOException;
import java.net.BindException;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded broker as long as there is a configuration for it. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "gateway.broker",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BrokerComponent.Configuration.class)
public final class BrokerComponent {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerComponent.class);

  /** Address of the broker. */
  @ObjectClassDefinition(name = "Embedded MQTT broker")
  public @interface Configuration {

    @AttributeDefinition(description = "Address to listen on, loopback by default")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "Port to listen on", min = "1", max = "65535")
    int port() default 1883;
  }

  private final Optional<EmbeddedBroker> broker;

  /**
   * Starts the broker. If the port is taken, the gateway ends with a message that names the option
   * to change; without a receiver of fatal errors the message is logged and there is no broker.
   */
  @Activate
  public BrokerComponent(
      Configuration configuration,
      @Reference(target = "(gateway.fatal=true)", cardinality = ReferenceCardinality.OPTIONAL)
          Consumer<String> fatalErrors) {
    String address = "port " + configuration.port() + " on " + configuration.host();
    Optional<EmbeddedBroker> started = Optional.empty();
    try {
      started = Optional.of(EmbeddedBroker.start(configuration.host(), configuration.port()));
      LOG.info("embedded broker listens: {}", address);
    } catch (IOException e) {
      Consumer<String> sink = fatalErrors == null ? LOG::error : fatalErrors;
      sink.accept(unavailable(address, e));
    }
    broker = started;
  }

  private static String unavailable(String address, IOException reason) {
    return reason instanceof BindException && String.valueOf(reason.getMessage()).contains("in use")
        ? address + " is taken: choose another with --broker embedded:PORT, or --broker none"
        : "the embedded broker cannot listen, "
            + address
            + ": "
            + reason.getMessage()
            + "; choose another with --broker embedded:PORT, or --broker none";
  }

  /** Stops the broker. */
  @Deactivate
  void stop() {
    broker.ifPresent(
        running -> {
          running.close();
          LOG.info("embedded broker stopped");
        });
  }
}
