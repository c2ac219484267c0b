package gateway.broker;

import java.io.IOException;
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

  /** Where the broker listens. */
  @ObjectClassDefinition(name = "Embedded MQTT broker")
  public @interface Configuration {

    @AttributeDefinition(description = "Address to listen on; without a reason not to, loopback")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "Port to listen on", min = "1", max = "65535")
    int port() default 1883;
  }

  private final EmbeddedBroker broker;

  /**
   * Starts the broker. A port that cannot be had ends the gateway with a line that names the option
   * to change.
   */
  @Activate
  public BrokerComponent(
      Configuration configuration,
      @Reference(target = "(gateway.fatal=true)", cardinality = ReferenceCardinality.OPTIONAL)
          Consumer<String> fatalErrors)
      throws IOException {
    String address = "port " + configuration.port() + " on " + configuration.host();
    try {
      broker = EmbeddedBroker.start(configuration.host(), configuration.port());
    } catch (IOException e) {
      String line =
          address
              + " is taken: choose another with --broker embedded:PORT, or --broker none ("
              + e.getMessage()
              + ')';
      if (fatalErrors == null) {
        LOG.error(line);
      } else {
        fatalErrors.accept(line);
      }
      throw e;
    }
    LOG.info("embedded broker listens: {}", address);
  }

  /** Stops the broker. */
  @Deactivate
  void stop() {
    broker.close();
    LOG.info("embedded broker stopped");
  }
}
