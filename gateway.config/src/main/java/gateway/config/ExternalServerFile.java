package gateway.config;

import gateway.mqtt.BrokerHost;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The External Server's own configuration, compared with the gateway's (PROTOCOL section 6.3): a
 * value that the cloud would refuse is a fault, a possible mistake is a warning.
 */
final class ExternalServerFile {

  private static final String EXTERNAL = "gateway.external";
  private static final String HANDLER = "gateway.handler";

  private final Map<String, Object> content;
  private final Schema schema;
  private final Draft draft;
  private final Map<String, Hashtable<String, Object>> properties;

  private ExternalServerFile(
      Map<String, Object> content,
      Schema schema,
      Draft draft,
      Map<String, Hashtable<String, Object>> properties) {
    this.content = content;
    this.schema = schema;
    this.draft = draft;
    this.properties = properties;
  }

  static void compare(
      Path file, Schema schema, Draft draft, Map<String, Hashtable<String, Object>> properties) {
    try {
      Map<String, Object> content = Json.parseObject(TextFile.read(file));
      new ExternalServerFile(content, schema, draft, properties).compare();
    } catch (Json.SyntaxException e) {
      draft.fault(file.toString(), String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      draft.fault(file.toString(), "cannot be read (" + e.getMessage() + ')');
    }
  }

  private void compare() {
    Optional<Object> company = value(content, "company_name");
    company
        .filter(name -> !name.equals(of(EXTERNAL, "company")))
        .ifPresent(
            name ->
                draft.fault(
                    origin(EXTERNAL, "company"),
                    "the External Server has company_name \"" + name + '"'));
    Map<?, ?> cars = object(content, "cars");
    Object vehicle = of(EXTERNAL, "vehicle");
    if (vehicle != null && !cars.containsKey(vehicle)) {
      draft.fault(
          origin(EXTERNAL, "vehicle"),
          "is not one of the External Server's cars: " + cars.keySet());
    }
    Set<String> known = numbers(object(content, "common_modules"));
    known.addAll(numbers(object(object(cars, String.valueOf(vehicle)), "specific_modules")));
    known.addAll(numbers(object(content, "specific_modules")));
    broker(object(content, "external_communication")).forEach(pid -> modules(pid, known));
    sessionTimeout(object(content, "external_communication"));
  }

  /** Returns the endpoints that are this server's: those at its broker, or else all. */
  private List<String> broker(Map<?, ?> communication) {
    Object protocol = communication.get("protocol");
    if (protocol instanceof String name && !name.equalsIgnoreCase("MQTT")) {
      draft.fault("external_communication.protocol", "must be MQTT, is \"" + name + '"');
    }
    Object host = value(communication, "server_address").orElse(content.get("mqtt_address"));
    Object port = value(communication, "server_port").orElse(content.get("mqtt_port"));
    List<String> here = new ArrayList<>(draft.endpoints());
    here.removeIf(pid -> !isAt(pid, host, port));
    if (here.isEmpty() && host != null && port != null) {
      draft
          .endpoints()
          .forEach(
              pid ->
                  draft.warn(
                      origin(pid, "host")
                          + ": is "
                          + of(pid, "host")
                          + ':'
                          + of(pid, "port")
                          + ", the External Server's broker is "
                          + host
                          + ':'
                          + port));
    }
    return here.isEmpty() ? draft.endpoints() : here;
  }

  private boolean isAt(String pid, @Nullable Object host, @Nullable Object port) {
    String own = String.valueOf(of(pid, "host"));
    String other = String.valueOf(host);
    boolean sameHost =
        own.equalsIgnoreCase(other) || BrokerHost.isLoopback(own) && BrokerHost.isLoopback(other);
    return sameHost && String.valueOf(of(pid, "port")).equals(String.valueOf(port));
  }

  private void modules(String pid, Set<String> known) {
    if (!(of(pid, "modules") instanceof String[] modules)) {
      return;
    }
    for (String module : modules) {
      if (module.equals("*")) {
        draft.warn(
            origin(pid, "modules")
                + ": carries every module, the External Server knows "
                + String.join(", ", known));
      } else if (!known.contains(module)) {
        draft.fault(
            origin(pid, "modules"),
            "the External Server refuses module " + module + ", it knows " + known);
      }
    }
  }

  private void sessionTimeout(Map<?, ?> communication) {
    if (!(communication.get("timeout_ms") instanceof Number timeout)) {
      return;
    }
    Object given = of(HANDLER, "status-period");
    Optional<Number> period =
        given instanceof Number number ? Optional.of(number) : defaultPeriod();
    if (period.isPresent()
        && new BigDecimal(period.get().toString()).compareTo(new BigDecimal(timeout.toString()))
            >= 0) {
      draft.fault(
          origin(HANDLER, "status-period"),
          "must be below the External Server's external_communication.timeout_ms "
              + timeout
              + ", is "
              + period.get());
    }
  }

  private Optional<Number> defaultPeriod() {
    return schema
        .attributes(HANDLER)
        .map(attributes -> attributes.get("status-period"))
        .filter(attribute -> !attribute.defaults().isEmpty())
        .map(attribute -> new BigDecimal(attribute.defaults().get(0)));
  }

  private static Set<String> numbers(Map<?, ?> modules) {
    Set<String> numbers = new TreeSet<>();
    modules.keySet().forEach(number -> numbers.add(number.toString()));
    return numbers;
  }

  private static Optional<Object> value(Map<?, ?> object, String key) {
    return Optional.ofNullable(object.get(key));
  }

  private static Map<?, ?> object(Map<?, ?> object, String key) {
    return object.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }

  private @Nullable Object of(String pid, String key) {
    return properties.getOrDefault(pid, new Hashtable<>()).get(key);
  }

  private String origin(String pid, String key) {
    return draft.get(pid, key).map(Setting::origin).orElse(pid + '.' + key);
  }
}
