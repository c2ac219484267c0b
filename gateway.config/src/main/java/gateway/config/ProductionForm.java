package gateway.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The JSON of the production gateway (PROTOCOL section 6.2). */
final class ProductionForm {

  private static final Set<String> SECTIONS =
      Set.of(
          "logging",
          "general-settings",
          "internal-server-settings",
          "module-paths",
          "module-binary-path",
          "external-connection");

  private static final Map<String, String> LEVELS =
      Map.of(
          "DEBUG",
          "DEBUG",
          "INFO",
          "INFO",
          "WARNING",
          "WARN",
          "ERROR",
          "ERROR",
          "CRITICAL",
          "ERROR");

  private static final Map<String, String> BUNDLES =
      Map.of(
          "1",
          "modules.mission",
          "2",
          "modules.io or modules.caraccessory",
          "3",
          "modules.transparent",
          "1000",
          "modules.example");

  private final Draft draft;
  private final Path folder;

  private ProductionForm(Draft draft, Path folder) {
    this.draft = draft;
    this.folder = folder;
  }

  static boolean recognises(Map<String, Object> root) {
    return root.keySet().stream().anyMatch(SECTIONS::contains);
  }

  /**
   * Reads the file's content.
   *
   * @param folder what relative paths are relative to
   * @param portGiven whether an option names the device port, so that the file need not
   */
  static void read(Map<String, Object> content, Path folder, boolean portGiven, Draft draft) {
    new ProductionForm(draft, folder).read(new Fields(draft, "", content), portGiven);
  }

  private void read(Fields root, boolean portGiven) {
    draft.formNamesMissingKeys();
    root.ignore("$schema");
    root.optionalObject("logging").ifPresent(this::logging);
    root.ignore("general-settings"); // of versions 1.0 to 1.2, which had no section "logging"
    if (portGiven) {
      root.ignore("internal-server-settings");
    } else {
      root.object("internal-server-settings").ifPresent(this::internalServer);
    }
    root.optionalObject("module-paths");
    modulePaths(root);
    root.object("external-connection").ifPresent(this::externalConnection);
    root.warnOfUnknownKeys();
  }

  private void internalServer(Fields section) {
    section
        .any("port")
        .ifPresent(port -> draft.put("gateway.internalserver", "port", port, section.at("port")));
    section.warnOfUnknownKeys();
  }

  private void modulePaths(Fields root) {
    Set<String> numbers = root.keysOf("module-paths");
    if (!numbers.isEmpty()) {
      draft.warn(
          "module-paths: native libraries are not loaded; put bundles into the deploy folder"
              + " instead: "
              + numbers.stream()
                  .map(number -> "for " + number + ' ' + BUNDLES.getOrDefault(number, "your own"))
                  .collect(Collectors.joining(", ")));
    }
    root.ignore("module-binary-path");
  }

  private void logging(Fields section) {
    Optional<Fields> console = section.optionalObject("console");
    console
        .flatMap(sink -> use(sink) ? level(sink) : Optional.of("OFF"))
        .ifPresent(level -> put("console-level", level, section.at("console")));
    console.ifPresent(Fields::warnOfUnknownKeys);
    Optional<Fields> fileSection = section.optionalObject("file");
    Optional<Fields> file = fileSection.filter(this::use);
    file.flatMap(this::level)
        .ifPresent(level -> put("file-level", level, section.at("file.level")));
    file.flatMap(this::logFolder)
        .ifPresent(path -> put("file", path.resolve("gateway.log"), section.at("file.path")));
    file.ifPresent(Fields::warnOfUnknownKeys);
    if (console.isPresent() || fileSection.isPresent()) {
      put("level", "DEBUG", section.at("console"));
    }
  }

  private void put(String key, Object value, String origin) {
    draft.put(LoggingSettings.PID, key, value.toString(), origin);
  }

  private boolean use(Fields sink) {
    sink.ignore("level", "path");
    return sink.flag("use").orElse(false);
  }

  private Optional<String> level(Fields sink) {
    Optional<String> text = sink.text("level");
    Optional<String> level = text.map(name -> LEVELS.get(name.toUpperCase(Locale.ROOT)));
    if (text.isPresent() && level.isEmpty()) {
      draft.fault(sink.at("level"), "must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL");
    }
    return level;
  }

  private Optional<Path> logFolder(Fields sink) {
    Optional<Path> path =
        sink.text("path").flatMap(text -> draft.resolve(folder, text, sink.at("path")));
    if (path.isPresent() && !Files.isDirectory(path.get())) {
      draft.fault(sink.at("path"), "must be a folder that exists, " + path.get() + " is none");
      return Optional.empty();
    }
    return path;
  }

  private void externalConnection(Fields section) {
    section
        .text("company")
        .ifPresent(
            company -> draft.put("gateway.external", "company", company, section.at("company")));
    section
        .text("vehicle-name")
        .ifPresent(
            name -> draft.put("gateway.external", "vehicle", name, section.at("vehicle-name")));
    int number = 0;
    for (Fields endpoint : section.objects("endpoints")) {
      number++;
      endpoint(endpoint, Draft.ENDPOINT + "~endpoint" + number);
    }
    section.warnOfUnknownKeys();
  }

  private void endpoint(Fields endpoint, String pid) {
    draft.pid(pid);
    endpoint.text("protocol-type").ifPresent(type -> protocol(endpoint, type));
    endpoint
        .text("server-ip")
        .ifPresent(host -> draft.put(pid, "host", host, endpoint.at("server-ip")));
    endpoint.any("port").ifPresent(port -> draft.put(pid, "port", port, endpoint.at("port")));
    List<Object> modules = endpoint.list("modules");
    draft.put(pid, "modules", modules, endpoint.at("modules"));
    endpoint.optionalObject("mqtt-settings").ifPresent(settings -> tls(settings, pid));
    endpoint.ignore("quic-settings");
    endpoint.warnOfUnknownKeys();
  }

  private void protocol(Fields endpoint, String type) {
    if (type.equalsIgnoreCase("QUIC") || type.equalsIgnoreCase("DUMMY")) {
      draft.fault(endpoint.at("protocol-type"), type + " is not supported, MQTT is");
    } else if (!type.equalsIgnoreCase("MQTT")) {
      draft.fault(endpoint.at("protocol-type"), "must be MQTT, is \"" + type + '"');
    }
  }

  private void tls(Fields settings, String pid) {
    boolean ssl = settings.optionalFlag("ssl").orElse(false);
    if (ssl) {
      draft.put(pid, "ssl", true, settings.at("ssl"));
    }
    for (String key : List.of("ca-file", "client-cert", "client-key")) {
      Optional<String> file = ssl ? settings.text(key) : settings.optionalText(key);
      file.filter(path -> ssl)
          .flatMap(path -> draft.resolve(folder, path, settings.at(key)))
          .ifPresent(path -> draft.put(pid, key, path.toString(), settings.at(key)));
    }
    settings.warnOfUnknownKeys();
  }
}
