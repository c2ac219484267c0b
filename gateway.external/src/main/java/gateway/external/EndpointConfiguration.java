package gateway.external;

import gateway.api.cloud.CloudTransport;
import gateway.api.stage.FatalErrors;
import gateway.external.base.EndpointSettings;
import gateway.external.base.ModuleNumbers;
import gateway.external.link.MqttTransport;
import gateway.mqtt.BrokerSettings;
import gateway.protocol.tls.TlsFiles;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configured endpoint; {@link ExternalClientComponent} connects it. */
@Component(
    service = EndpointConfiguration.class,
    configurationPid = "gateway.external.endpoint",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EndpointConfiguration.Config.class, factory = true)
public final class EndpointConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointConfiguration.class);

  /** Keys of {@code gateway.external.endpoint~<name>}. */
  @ObjectClassDefinition(name = "External Server endpoint")
  public @interface Config {
    /** Protocol. */
    @AttributeDefinition(
        description =
            "Protocol to the server: MQTT, or that of another transport that is installed")
    String protocol() default CloudTransport.MQTT;

    /** Host of the broker. */
    @AttributeDefinition(description = "Host of the MQTT broker")
    String host();

    /** Port of the broker. */
    @AttributeDefinition(description = "Port of the MQTT broker", min = "1", max = "65535")
    int port();

    /** Module numbers, or "*". */
    @AttributeDefinition(
        description = "Module numbers, or * for every number that no other endpoint names")
    String[] modules() default "*";

    /** User name; empty for none. */
    @AttributeDefinition(description = "MQTT user name, empty for none", required = false)
    String user() default "";

    /** Password; empty for none. */
    @AttributeDefinition(
        description = "MQTT password, empty for none",
        type = AttributeType.PASSWORD,
        required = false)
    String password() default "";

    /** Whether to use TLS. */
    @AttributeDefinition(description = "TLS 1.2 or newer; needs ca-file")
    boolean ssl() default false;

    /** Trusted authorities, PEM. */
    @AttributeDefinition(
        description = "PEM file of the trusted certificate authorities",
        required = false)
    String ca$_$file() default "";

    /** Own certificate chain, PEM. */
    @AttributeDefinition(description = "PEM file of the client certificate", required = false)
    String client$_$cert() default "";

    /** Own private key, PEM. */
    @AttributeDefinition(
        description = "PEM file of the private key, unencrypted: PKCS#8, PKCS#1 or SEC1",
        required = false)
    String client$_$key() default "";

    /** Bound of a message. */
    @AttributeDefinition(
        description =
            "Largest message, bytes, as the broker counts packets: a larger one is neither sent nor"
                + " taken; one that is taken never has more than an eighth of the heap",
        min = "" + BrokerSettings.MIN_MAX_MESSAGE_BYTES,
        max = "1073741824")
    int max$_$message$_$bytes() default BrokerSettings.DEFAULT_MAX_MESSAGE_BYTES;
  }

  private final String name;
  private volatile Optional<EndpointSettings> settings;

  /**
   * Checks the configuration; a fault ends the gateway. The files of TLS are read with each
   * connection.
   */
  @Activate
  public EndpointConfiguration(
      Config config,
      Map<String, Object> properties,
      @Reference(
              target = FatalErrors.TARGET,
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.RELUCTANT)
          Consumer<String> fatal) {
    name = name(properties);
    settings = check(config, name, fatal == null ? LOG::error : fatal);
  }

  /** Takes another configuration; a fault leaves the endpoint as it was. */
  @Modified
  void modified(Config config) {
    settings = check(config, name, LOG::error).or(() -> settings);
  }

  /** Returns the name of the endpoint. */
  String name() {
    return name;
  }

  /** Returns the settings; none if the configuration has a fault. */
  Optional<EndpointSettings> settings() {
    return settings;
  }

  private static Optional<EndpointSettings> check(
      Config config, String name, Consumer<String> fatal) {
    try {
      return Optional.of(
          new EndpointSettings(
              name,
              config.protocol(),
              config.host(),
              config.port(),
              ModuleNumbers.parse(config.modules()),
              config.user(),
              config.password(),
              config.ssl()
                  ? Optional.of(
                      new TlsFiles(
                          config.ca$_$file(), config.client$_$cert(), config.client$_$key()))
                  : Optional.empty(),
              Map.of(
                  MqttTransport.MAX_MESSAGE_BYTES,
                  Integer.toString(config.max$_$message$_$bytes()))));
    } catch (IllegalArgumentException e) {
      fatal.accept("endpoint " + name + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static String name(Map<String, Object> properties) {
    String pid = String.valueOf(properties.get("service.pid"));
    return pid.substring(pid.indexOf('~') + 1);
  }
}
