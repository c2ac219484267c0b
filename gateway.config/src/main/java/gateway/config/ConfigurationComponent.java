package gateway.config;

import static java.util.Objects.requireNonNull;

import gateway.api.stage.FatalErrors;
import gateway.api.stage.Heartbeat;
import gateway.api.stage.PeriodicLook;
import gateway.api.stage.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration and writes it to the configuration admin, whole or not at all. Starts
 * before the components that it configures.
 */
@Component(
    immediate = true,
    service = {Settings.class, ConfigurationComponent.class})
public final class ConfigurationComponent implements Settings {

  /** Keys of modules may hold secrets too, and their types are unknown here. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)passw|passphrase|secret|token|credential|(?:api|access|private)[-_.]?key");

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationComponent.class);
  private static final String LOGGING_PID = "org.ops4j.pax.logging";
  private static final int MAX_LEVELS = 50;
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

  /** PIDs that take effect only at the next start. */
  private static final Set<String> NEXT_START = Set.of("gateway.external.store-dir");

  private static final String LOGBACK_FILE = "org.ops4j.pax.logging.logback.config.file";

  private final Arguments arguments;
  private final ConfigurationAdmin admin;
  private final Schema schema;
  private ConsoleEdits edits = ConsoleEdits.NONE;

  /** Levels that were changed while the gateway runs. */
  private final Map<String, String> levels = new TreeMap<>();

  /** Whether logback has been given a file of ours; it does not go back to the distribution's. */
  private boolean loggingWritten;

  /** Null if the configuration has faults. */
  private ConfigurationReader.@Nullable Result current;

  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "gateway-config"));

  private final PeriodicLook look =
      new PeriodicLook(
          "the look at the configuration file",
          watcher,
          System::nanoTime,
          this::lookAtFile,
          e -> LOG.error("A look at the configuration failed, the next one comes", e));

  private @Nullable ServiceRegistration<?> heartbeat;

  // Owned by the watcher, once it runs.
  private final ConfigurationWatch watch;
  private List<Path> watched = List.of();
  private String reported = "";

  private volatile List<String> faults = List.of();
  private volatile List<String> nextStart = List.of();

  /** What the gateway has started with. */
  private ConfigurationReader.@Nullable Result started;

  /**
   * Reads the configuration and writes it. If it has faults, nothing is written and the gateway
   * ends.
   */
  @Activate
  public ConfigurationComponent(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference(target = FatalErrors.TARGET, cardinality = ReferenceCardinality.OPTIONAL)
          Consumer<String> fatalErrors) {
    this.admin = admin;
    arguments = Arguments.of(context::getProperty);
    schema = new Schema();
    watch = new ConfigurationWatch(this::watched, System::nanoTime);
    try {
      addDocuments(context.getBundles());
      if (arguments.stage().isPresent()) {
        schema.addBundles(arguments.home().resolve("bundles")); // keys of the other stages
      }
      edits = ConsoleEdits.read(arguments.data());
      configure(fatalErrors);
      heartbeat = context.registerService(Supplier.class, look, Heartbeat.properties(look.name()));
    } catch (IOException | RuntimeException | Json.SyntaxException e) {
      refuse("configuration " + arguments.file() + " cannot be used: " + e, fatalErrors);
    }
  }

  private ConfigurationReader reader(ConsoleEdits changed) {
    return new ConfigurationReader(arguments, System.getenv(), schema, changed);
  }

  private void configure(Consumer<String> fatalErrors) throws IOException {
    ConfigurationReader.Result result = reader(edits).read();
    List<Fault> faults = result.draft().faults();
    tellFormat(result.properties());
    if (!faults.isEmpty()) {
      refuse(Fault.lines(arguments.file(), faults), fatalErrors);
      return;
    }
    write(result);
    started = result;
    result.draft().warnings().forEach(LOG::warn);
    LOG.info("configuration: {}", arguments.file());
    watched = List.copyOf(result.draft().files());
    look.start(LOOK_INTERVAL, LOOK_INTERVAL);
  }

  private List<Path> watched() {
    List<Path> files = new ArrayList<>(watched);
    files.add(arguments.file());
    return files;
  }

  private void lookAtFile() {
    try {
      ConfigurationWatch.ContentState seen = watch.look();
      if (seen != ConfigurationWatch.ContentState.NOTHING) {
        reload(seen == ConfigurationWatch.ContentState.SETTLED);
      }
    } catch (IOException | RuntimeException e) {
      watch.markHandled();
      faults = List.of("configuration " + arguments.file() + " cannot be applied: " + e);
      LOG.error("configuration {} cannot be applied: {}", arguments.file(), e.toString());
    }
  }

  private synchronized void reload(boolean settled) throws IOException {
    ConfigurationReader.Result before = requireNonNull(current); // nothing is watched without one
    ConfigurationReader.Result result = reader(edits).read();
    if (!result.isReadable() && !settled) {
      return; // may still be written
    }
    watch.markHandled();
    watched = List.copyOf(result.draft().files());
    List<Fault> wrong = result.draft().faults();
    if (!wrong.isEmpty()) {
      String lines = Fault.lines(arguments.file(), wrong);
      faults = lines.lines().map(String::strip).toList();
      tell(lines);
      return;
    }
    reported = "";
    faults = List.of();
    nextStart =
        result.differences(requireNonNull(started)).stream()
            .filter(NEXT_START::contains)
            .map(key -> key + " takes effect with the next start")
            .toList();
    List<String> differences = result.differences(before);
    if (differences.isEmpty()) {
      current = result;
      return;
    }
    result.draft().warnings().stream()
        .filter(warning -> !before.draft().warnings().contains(warning))
        .forEach(LOG::warn);
    write(result);
    LOG.info("configuration {}: changed {}", arguments.file(), String.join(", ", differences));
    differences.stream()
        .filter(NEXT_START::contains)
        .forEach(key -> LOG.warn("{} takes effect with the next start", key));
  }

  /** Once, although it may be tried again because a file that it names has come or gone. */
  private void tell(String lines) {
    if (!reported.equals(lines)) {
      reported = lines;
      LOG.error("{}\nNothing is changed: the gateway keeps the configuration it has", lines);
    }
  }

  /** Stops looking at the file. */
  @Deactivate
  void deactivate() {
    if (heartbeat != null) {
      heartbeat.unregister();
    }
    watcher.shutdownNow();
  }

  private void write(ConfigurationReader.Result result) throws IOException {
    Map<String, Hashtable<String, Object>> properties = result.properties();
    logging(properties);
    new ConfigurationWriter(admin).write(properties);
    current = result;
  }

  @Override
  public List<String> notInForce() {
    return Stream.concat(faults.stream(), nextStart.stream()).toList();
  }

  @Override
  public synchronized List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    if (current != null) {
      current
          .draft()
          .settings()
          .forEach(
              (pid, keys) ->
                  keys.forEach(
                      (key, value) ->
                          settings.add(
                              new Setting(
                                  pid,
                                  key,
                                  isSecret(pid, key) ? "***" : Editor.text(value.value()),
                                  Editor.origin(value.origin())))));
    }
    return settings;
  }

  private boolean isSecret(String pid, String key) {
    return SECRET.matcher(key).find()
        || schema
            .attributes(pid)
            .map(attributes -> attributes.get(key))
            .filter(Schema.Attribute::secret)
            .isPresent();
  }

  @Override
  public synchronized void change(String pid, Map<String, Object> values) {
    if (current == null) {
      throw new IllegalArgumentException("the configuration has faults");
    }
    try {
      Optional<Editor.Changed> changed =
          new Editor(this::reader, schema).change(edits, current, pid, values);
      if (changed.isPresent()) {
        changed.get().edits().write(arguments.data());
        edits = changed.get().edits();
        write(changed.get().result());
        LOG.info("configuration changed in the console: {}", pid);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the change cannot be saved: " + e, e);
    }
  }

  private static void refuse(String lines, Consumer<String> fatalErrors) {
    if (fatalErrors == null) {
      LOG.error(lines);
    } else {
      fatalErrors.accept(lines);
    }
  }

  private void addDocuments(Bundle[] bundles) throws IOException {
    for (Bundle bundle : bundles) {
      if (bundle.getSymbolicName().startsWith("gateway.")) {
        // findEntries would resolve a bundle that need not start
        Enumeration<String> documents = bundle.getEntryPaths("OSGI-INF/metatype");
        for (String path : documents == null ? List.<String>of() : Collections.list(documents)) {
          try (InputStream document = bundle.getEntry(path).openStream()) {
            schema.add(document);
          }
        }
      }
    }
  }

  /** The launcher prints lines of its own, and cannot see the types of the bundles. */
  private static void tellFormat(Map<String, Hashtable<String, Object>> properties) {
    Object format = properties.getOrDefault(LoggingSettings.PID, new Hashtable<>()).get("format");
    System.setProperty("gateway.log-format", "json".equals(format) ? "json" : "text");
  }

  private void logging(Map<String, Hashtable<String, Object>> properties) throws IOException {
    Hashtable<String, Object> logging =
        properties.getOrDefault(LoggingSettings.PID, new Hashtable<>());
    tellFormat(properties);
    if (logging.isEmpty() && levels.isEmpty() && !loggingWritten) {
      return; // the distribution's file applies
    }
    String xml = LoggingSettings.of(logging, levels).toLogback();
    Path file = arguments.data().resolve("logback.xml");
    Files.createDirectories(arguments.data());
    Files.writeString(file, xml);
    Hashtable<String, Object> logback = new Hashtable<>();
    logback.put(LOGBACK_FILE, file.toString());
    logback.put("gateway.content", xml); // so that another content is a change
    properties.put(LOGGING_PID, logback);
    loggingWritten = true;
  }

  synchronized void setLevel(String name, Optional<String> level) {
    if (!LoggingRules.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is not a logger, device, module or endpoint");
    }
    if (level.isPresent() && !LoggingRules.LEVEL.matcher(level.get()).matches()) {
      throw new IllegalArgumentException(
          level.get() + " is not one of TRACE, DEBUG, INFO, WARN, ERROR, OFF");
    }
    if (level.isPresent() && levels.size() >= MAX_LEVELS && !levels.containsKey(name)) {
      throw new IllegalArgumentException(
          MAX_LEVELS + " levels are changed already: reset some of them first");
    }
    level.ifPresentOrElse(value -> levels.put(name, value), () -> levels.remove(name));
    writeLevels();
  }

  synchronized void resetLevels() {
    levels.clear();
    writeLevels();
  }

  synchronized Map<String, String> levels() {
    return Map.copyOf(levels);
  }

  private void writeLevels() {
    if (current == null) {
      throw new IllegalArgumentException("the configuration has faults");
    }
    try {
      write(current);
    } catch (IOException e) {
      throw new IllegalArgumentException("the levels cannot be written: " + e, e);
    }
  }
}
