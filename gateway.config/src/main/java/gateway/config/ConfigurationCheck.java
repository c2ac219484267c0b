package gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Checks configuration files as a gateway would, without running one. */
public final class ConfigurationCheck {

  /**
   * The result of a check.
   *
   * @param faults faults that prevent the start of the gateway, or that the cloud would refuse:
   *     lines for the user, empty if there are none
   * @param warnings possible mistakes, one a line
   */
  public record Report(String faults, List<String> warnings) {}

  /** What every broker must take. */
  private static final int MAX_CLIENT_ID_BYTES = 23;

  private final Schema schema = new Schema();

  /** Makes a check without a schema. */
  public ConfigurationCheck() {}

  /** Learns the keys from the bundles in a folder. */
  public void addBundles(Path folder) throws IOException {
    schema.addBundles(folder);
  }

  /** Learns the keys of a metatype document. */
  public void add(InputStream metatype) throws IOException {
    schema.add(metatype);
  }

  /**
   * Checks a configuration.
   *
   * @param property the framework properties by which a launcher hands over its options
   * @param externalServer the External Server's own configuration, which must fit
   */
  public Report check(
      UnaryOperator<String> property,
      Map<String, String> environment,
      Optional<Path> externalServer) {
    Arguments arguments = Arguments.of(property);
    ConfigurationReader.Result result =
        new ConfigurationReader(arguments, environment, schema).read();
    Draft draft = result.draft();
    Map<String, Hashtable<String, Object>> properties = result.properties();
    if (result.isReadable()) {
      externalServer.ifPresent(file -> ExternalServerFile.compare(file, schema, draft, properties));
    }
    clientId(draft, properties.getOrDefault("gateway.external", new Hashtable<>()));
    return new Report(
        draft.faults().isEmpty() ? "" : Fault.lines(arguments.file(), draft.faults()),
        List.copyOf(draft.warnings()));
  }

  /** Most brokers take longer ones, so a gateway does not warn of it at each start. */
  private static void clientId(Draft draft, Hashtable<String, Object> external) {
    String id = external.get("company") + "/" + external.get("vehicle");
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (external.containsKey("company")
        && external.containsKey("vehicle")
        && bytes > MAX_CLIENT_ID_BYTES) {
      draft.warn(
          "the MQTT client id "
              + id
              + " has "
              + bytes
              + " bytes: a broker may refuse more than "
              + MAX_CLIENT_ID_BYTES
              + " (CONNACK 2); then allow longer ones there, or shorten company or vehicle");
    }
  }

  /** Returns a JSON schema of the configuration file, for editors. */
  public String jsonSchema() {
    return JsonSchema.of(schema);
  }
}
