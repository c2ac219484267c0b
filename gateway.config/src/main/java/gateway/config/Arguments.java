package gateway.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The framework properties of the launcher: the command line's options, each also taken from its
 * environment variable.
 */
record Arguments(
    Path home,
    Path data,
    Optional<Path> config,
    Optional<Path> deploy,
    Optional<String> address,
    Optional<String> port,
    Optional<String> broker,
    Optional<String> stage,
    Optional<String> http,
    boolean noHttp,
    boolean strict) {

  static final String NO_BROKER = "none";

  /** Reads the properties. */
  static Arguments of(UnaryOperator<String> property) {
    Path home = Path.of(Optional.ofNullable(property.apply("gateway.home")).orElse("."));
    return new Arguments(
        home,
        path(property, "gateway.data").orElseGet(() -> home.resolve("data")),
        path(property, "gateway.config"),
        path(property, "gateway.deploy"),
        text(property, "gateway.ip-address"),
        text(property, "gateway.port"),
        text(property, "gateway.broker"),
        text(property, "gateway.stage"),
        text(property, "gateway.http"),
        Boolean.parseBoolean(property.apply("gateway.no-http")),
        Boolean.parseBoolean(property.apply("gateway.strict")));
  }

  private static Optional<String> text(UnaryOperator<String> property, String name) {
    return Optional.ofNullable(property.apply(name)).filter(value -> !value.isBlank());
  }

  private static Optional<Path> path(UnaryOperator<String> property, String name) {
    return text(property, name).map(Path::of);
  }

  /** Returns the file to read, the distribution's if none was named. */
  Path file() {
    return config.orElseGet(() -> home.resolve("etc").resolve("gateway.json"));
  }

  /** Overrides the file's values with the options, and adds defaults for missing values. */
  void apply(Draft draft, Schema schema) {
    address.ifPresent(
        value -> draft.put("gateway.internalserver", "address", value, "--ip-address"));
    port.ifPresent(
        value -> draft.put("gateway.internalserver", "port", new Setting.Text(value), "--port"));
    schema
        .attributes("gateway.internalserver")
        .ifPresent(keys -> draft.pid("gateway.internalserver"));
    http.ifPresent(value -> web(draft, value));
    schema.attributes(WebListener.PID).ifPresent(keys -> draft.pid(WebListener.PID));
    deploy.ifPresent(value -> draft.put("gateway.deployer", "dir", value.toString(), "--deploy"));
    if (draft.get("gateway.deployer", "dir").isEmpty()) {
      draft.put("gateway.deployer", "dir", home.resolve("deploy").toString(), "default");
    }
    draft.put("gateway.deployer", "data", data.toString(), "--data");
    draft.put("gateway.registry", "data", data.toString(), "--data");
    if (draft.has("gateway.external") && draft.get("gateway.external", "store-dir").isEmpty()) {
      draft.put("gateway.external", "store-dir", data.resolve("store").toString(), "--data");
    }
  }

  private static void web(Draft draft, String value) {
    int colon = value.lastIndexOf(':');
    String address = value.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
    draft.put(WebListener.PID, "address", address, "--http");
    draft.put(WebListener.PID, "port", new Setting.Text(value.substring(colon + 1)), "--http");
  }
}
