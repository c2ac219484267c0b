package gateway.config;

import gateway.api.stage.FatalErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration and writes it to the configuration admin, whole or not at all. Starts
 * before the components that it configures.
 */
@Component(
    service = {},
    immediate = true)
public final class ConfigurationComponent {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationComponent.class);
  private static final String LOGGING_PID = "org.ops4j.pax.logging";
  private static final String LOGBACK_FILE = "org.ops4j.pax.logging.logback.config.file";

  /** Reads and writes. With faults nothing is written, and the gateway ends. */
  @Activate
  public ConfigurationComponent(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference(target = FatalErrors.TARGET, cardinality = ReferenceCardinality.OPTIONAL)
          Consumer<String> fatalErrors) {
    Arguments arguments = Arguments.of(context::getProperty);
    try {
      configure(context, admin, arguments, fatalErrors);
    } catch (IOException e) {
      refuse("configuration " + arguments.file() + " cannot be used: " + e, fatalErrors);
    }
  }

  private static void configure(
      BundleContext context,
      ConfigurationAdmin admin,
      Arguments arguments,
      Consumer<String> fatalErrors)
      throws IOException {
    ConfigurationReader.Result result =
        new ConfigurationReader(arguments, System.getenv(), schema(context.getBundles())).read();
    List<Fault> faults = result.draft().faults();
    if (!faults.isEmpty()) {
      refuse(lines(arguments.file(), faults), fatalErrors);
      return;
    }
    Map<String, Hashtable<String, Object>> properties = result.properties();
    logging(result.draft().logging(), arguments.data(), properties);
    new ConfigurationWriter(admin).write(properties);
    result.draft().warnings().forEach(LOG::warn);
    LOG.info("configuration: {}", arguments.file());
  }

  private static void refuse(String lines, Consumer<String> fatalErrors) {
    if (fatalErrors == null) {
      LOG.error(lines);
    } else {
      fatalErrors.accept(lines);
    }
  }

  private static String lines(Path file, List<Fault> faults) {
    String count = faults.size() == 1 ? "a fault" : faults.size() + " faults";
    return faults.stream()
        .map(fault -> "  " + fault)
        .collect(Collectors.joining("\n", "configuration " + file + " has " + count + ":\n", ""));
  }

  private static Schema schema(Bundle[] bundles) throws IOException {
    Schema schema = new Schema();
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
    return schema;
  }

  private static void logging(
      LoggingSettings logging, Path data, Map<String, Hashtable<String, Object>> properties)
      throws IOException {
    if (logging.isEmpty()) {
      return;
    }
    Path file = data.resolve("logback.xml");
    Files.createDirectories(data);
    Files.writeString(file, logging.toLogback());
    Hashtable<String, Object> logback = new Hashtable<>();
    logback.put(LOGBACK_FILE, file.toString());
    properties.put(LOGGING_PID, logback);
  }
}
