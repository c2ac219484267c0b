package gateway.config;

import java.io.IOException;
import java.io.InputStream;
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
    return new Report(
        draft.faults().isEmpty() ? "" : Fault.lines(arguments.file(), draft.faults()),
        List.copyOf(draft.warnings()));
  }

  /** Returns a JSON schema of the configuration file, for editors. */
  public String jsonSchema() {
    return JsonSchema.of(schema);
  }
}
