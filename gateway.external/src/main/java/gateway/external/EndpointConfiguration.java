package gateway.external;

import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One configured endpoint; {@link ExternalClientComponent} connects it. */
@Component(
    service = EndpointConfiguration.class,
    configurationPid = "gateway.external.endpoint",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EndpointConfiguration.Config.class, factory = true)
public final class EndpointConfiguration {

  /** Keys of {@code gateway.external.endpoint~<name>}. */
  @ObjectClassDefinition(name = "External Server endpoint")
  public @interface Config {
    /** Host of the broker. */
    @AttributeDefinition(description = "Host of the MQTT broker")
    String host();

    /** Port of the broker. */
    @AttributeDefinition(description = "Port of the MQTT broker")
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
    @AttributeDefinition(description = "TLS 1.2 or newer; needs the three files")
    boolean ssl() default false;

    /** Trusted authorities, PEM. */
    @AttributeDefinition(description = "PEM file of the trusted authorities", required = false)
    String ca$_$file() default "";

    /** Own certificate chain, PEM. */
    @AttributeDefinition(description = "PEM file of the client certificate", required = false)
    String client$_$cert() default "";

    /** Own private key, PEM, PKCS#8. */
    @AttributeDefinition(description = "PEM file of the private key, PKCS#8", required = false)
    String client$_$key() default "";
  }

  private final EndpointSettings settings;

  /**
   * Checks the configuration.
   *
   * @throws IllegalArgumentException naming the key that is wrong
   */
  @Activate
  public EndpointConfiguration(Config config, Map<String, Object> properties) {
    settings =
        new EndpointSettings(
            name(properties),
            config.host(),
            config.port(),
            ModuleNumbers.parse(config.modules()),
            config.user(),
            config.password(),
            config.ssl()
                ? Optional.of(
                    PemTls.sockets(
                        config.ca$_$file(), config.client$_$cert(), config.client$_$key()))
                : Optional.empty());
  }

  EndpointSettings settings() {
    return settings;
  }

  private static String name(Map<String, Object> properties) {
    String pid = String.valueOf(properties.get("service.pid"));
    return pid.substring(pid.indexOf('~') + 1);
  }
}
