package gateway.distribution;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs all stages in one container, in the foreground. */
@Command(
    name = "run",
    description = "Run the gateway in the foreground, all stages in one container.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    defaultValueProvider = EnvironmentDefaults.class,
    footer = {
      "",
      "Each option has an environment variable, GATEWAY_IP_ADDRESS, GATEWAY_PORT, GATEWAY_CONFIG,"
          + " GATEWAY_DEPLOY, GATEWAY_DATA, GATEWAY_BROKER, GATEWAY_HTTP,"
          + " GATEWAY_NO_HTTP. An option overrides its variable, a variable overrides"
          + " the configuration file.",
      "Exit status: 0 stopped, 1 configuration error or cannot start, 2 usage error."
    })
final class RunCommand implements Callable<Integer> {

  /** The start level of the descriptors above which the bundles of the web console are. */
  private static final String LEVEL_WITHOUT_WEB = "20";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "STAGE",
      description =
          "One stage alone, in a container of its own: internal-server, module-handler or"
              + " external-client. The stages find each other at the broker IPC_MQTT_HOST"
              + " (127.0.0.1), IPC_MQTT_PORT (1883).",
      converter = StageConverter.class)
  private String stage;

  @Option(
      names = {"-i", "--ip-address"},
      paramLabel = "ADDR",
      description = "Address that devices connect to (127.0.0.1).")
  private String address;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Port that devices connect to (8888).",
      converter = PortConverter.class)
  private Integer port;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration: production's JSON, the POC's config.json or PID to properties"
              + " (etc/gateway.json of the distribution).")
  private Path config;

  @Option(
      names = "--deploy",
      paramLabel = "DIR",
      description = "Folder with the module bundles (deploy of the distribution).")
  private Path deploy;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for the data of this gateway alone (data in the gateway's folder).")
  private Path data;

  @Option(
      names = "--broker",
      paramLabel = "none|embedded[:PORT]",
      description = "Embedded MQTT broker on loopback (embedded:1883).",
      converter = BrokerConverter.class)
  private String broker;

  @Option(
      names = "--http",
      paramLabel = "ADDR:PORT",
      description =
          "Where the web console, health and metrics listen (127.0.0.1:8080). Beyond loopback"
              + " it needs a password, see gateway hash-password.",
      converter = HttpConverter.class)
  private String http;

  @Option(names = "--no-http", description = "No web console, health and metrics.")
  private boolean noHttp;

  @Option(
      names = "--bndrun",
      paramLabel = "FILE",
      description = "Descriptor to start, a file or one of gateway, shell, debug (gateway).")
  private String bndrun;

  @Option(names = "--strict", description = "A configured module without a bundle is an error.")
  private boolean strict;

  @Option(names = "--shell", description = "Start the Gogo shell on this terminal.")
  private boolean shell;

  @ArgGroup(exclusive = true)
  private @Nullable Testing testing;

  /** Options for testing device clients; at most one of them. */
  private static final class Testing {

    @Option(
        names = "--comm-error",
        negatable = true,
        description = "For testing clients: answers every connect with a type that does not exist.")
    private boolean commError;

    @Option(
        names = "--serv-too-long",
        negatable = true,
        description = "For testing clients: does not answer connects.")
    private boolean servTooLong;
  }

  @Override
  public Integer call() throws Exception {
    LaunchSettings settings = settings();
    ProcessOutput.install();
    return new Launcher(settings, System.out, System.err).run();
  }

  LaunchSettings settings() {
    if (stage != null && broker != null) {
      throw new ParameterException(spec.commandLine(), "--broker is not for a stage alone");
    }
    Path home = Folders.home();
    Map<String, String> properties = new LinkedHashMap<>();
    put(properties, "gateway.ip-address", address);
    put(properties, "gateway.port", port);
    put(properties, "gateway.config", absolute(config));
    put(properties, "gateway.deploy", absolute(deploy));
    put(properties, "gateway.broker", broker);
    put(properties, "gateway.http", http);
    if (noHttp) {
      properties.put("gateway.no-http", "true");
      properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, LEVEL_WITHOUT_WEB);
    }
    if (testing != null && testing.commError) {
      properties.put("gateway.testing", "comm-error");
    } else if (testing != null && testing.servTooLong) {
      properties.put("gateway.testing", "serv-too-long");
    }
    if (strict) {
      properties.put("gateway.strict", "true");
    }
    boolean terminal = Folders.terminal();
    if (shell && !terminal) {
      spec.commandLine().getErr().println("--shell: no terminal here, so no shell is started");
    }
    return new LaunchSettings(
        home,
        Optional.ofNullable(absolute(data)).orElseGet(this::defaultData),
        descriptor(home),
        shell && stage != null,
        terminal,
        properties);
  }

  private Path defaultData() {
    return stage == null ? Folders.defaultData() : Folders.defaultData().resolve(stage);
  }

  private Path descriptor(Path home) {
    String ordinary = Optional.ofNullable(stage).orElse(shell ? "shell" : "gateway");
    String wanted = Optional.ofNullable(bndrun).orElse(ordinary);
    Path named = home.resolve("descriptors").resolve(wanted + ".bndrun");
    Path file = wanted.matches("[A-Za-z0-9_-]+") ? named : Path.of(wanted).toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(spec.commandLine(), "--bndrun: no file " + file);
    }
    return file;
  }

  private static @Nullable Path absolute(@Nullable Path path) {
    return path == null ? null : path.toAbsolutePath().normalize();
  }

  private static void put(Map<String, String> properties, String key, @Nullable Object value) {
    if (value != null) {
      properties.put(key, value.toString());
    }
  }

  /** The name of a stage. */
  static final class StageConverter implements ITypeConverter<String> {

    private static final List<String> STAGES =
        List.of("internal-server", "module-handler", "external-client");

    @Override
    public String convert(String value) {
      if (!STAGES.contains(value)) {
        throw new TypeConversionException(
            "'" + value + "' is not a stage: " + String.join(", ", STAGES));
      }
      return value;
    }
  }

  /** A port to listen on. */
  static final class PortConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String value) {
      if (value.matches("[0-9]{1,5}")) {
        int port = Integer.parseInt(value);
        if (port >= 1 && port <= 65_535) {
          return port;
        }
      }
      throw new TypeConversionException("'" + value + "' is not a port from 1 to 65535");
    }
  }

  /** {@code ADDR:PORT}, an IPv6 address in brackets. */
  static final class HttpConverter implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
      int colon = value.lastIndexOf(':');
      String address = colon < 0 ? "" : value.substring(0, colon);
      if (!address.matches("[^\\s:\\[\\]]+|\\[[0-9A-Fa-f:.]+]")) {
        throw new TypeConversionException(
            "'" + value + "' is not ADDR:PORT, such as 127.0.0.1:8080 or [::1]:8080");
      }
      new PortConverter().convert(value.substring(colon + 1));
      return value;
    }
  }

  /** {@code none}, {@code embedded} or {@code embedded:PORT}. */
  static final class BrokerConverter implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
      if (value.startsWith("embedded:")) {
        new PortConverter().convert(value.substring("embedded:".length()));
      } else if (!value.equals("none") && !value.equals("embedded")) {
        throw new TypeConversionException(
            "'" + value + "' is neither none nor embedded nor embedded:PORT");
      }
      return value;
    }
  }
}
