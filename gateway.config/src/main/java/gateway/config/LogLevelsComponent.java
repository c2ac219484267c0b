package gateway.config;

import gateway.api.stage.LogLevels;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The levels of the log at run time. The keys of {@code gateway.logging} are typed here; they
 * become a configuration of logback where the other configurations are written.
 */
@Component(configurationPid = LoggingSettings.PID)
@Designate(ocd = LogLevelsComponent.Config.class)
public final class LogLevelsComponent implements LogLevels {

  /** Keys of {@code gateway.logging}. */
  @ObjectClassDefinition(name = "Logging", description = "What is logged, and where")
  public @interface Config {
    /** Returns the level of the gateway and its modules. */
    @AttributeDefinition(
        description = "Level of the gateway and its modules",
        options = {
          @Option("TRACE"),
          @Option("DEBUG"),
          @Option("INFO"),
          @Option("WARN"),
          @Option("ERROR"),
          @Option("OFF")
        })
    String level() default "INFO";

    /** Returns other levels. */
    @AttributeDefinition(
        description =
            "Other levels, for a logger or for the lines that begin with a name:"
                + " gateway.external=DEBUG, Endpoint cloud=DEBUG, Module"
                + " 1=TRACE, Device 1/0/driving=TRACE",
        required = false)
    String[] levels() default {};

    /** Returns the lowest level on the console. */
    @AttributeDefinition(
        description = "Lowest level on the console, OFF for no console",
        options = {
          @Option("TRACE"),
          @Option("DEBUG"),
          @Option("INFO"),
          @Option("WARN"),
          @Option("ERROR"),
          @Option("OFF")
        })
    String console$_$level() default "TRACE";

    /** Returns the log file; empty for none. */
    @AttributeDefinition(
        description = "Log file, in a folder that exists; empty for none",
        required = false)
    String file() default "";

    /** Returns the lowest level in the file. */
    @AttributeDefinition(
        description = "Lowest level in the file",
        options = {
          @Option("TRACE"),
          @Option("DEBUG"),
          @Option("INFO"),
          @Option("WARN"),
          @Option("ERROR"),
          @Option("OFF")
        })
    String file$_$level() default "TRACE";

    /** Returns the size at which a new file begins. */
    @AttributeDefinition(
        description = "Size at which a new file begins",
        min = "1024",
        max = "1099511627776")
    long file$_$max$_$bytes() default 10_485_760;

    /** Returns how many older files are kept. */
    @AttributeDefinition(description = "Number of older files that are kept", min = "1", max = "20")
    int file$_$count() default 3;

    /** Returns the format. */
    @AttributeDefinition(
        description = "Lines as text or as JSON objects",
        options = {@Option("text"), @Option("json")})
    String format() default "text";
  }

  private final ConfigurationComponent configuration;

  /** Makes the component. */
  @Activate
  public LogLevelsComponent(@Reference ConfigurationComponent configuration) {
    this.configuration = configuration;
  }

  /** Nothing to do: logback has the new levels. */
  @Modified
  void modified() {}

  @Override
  public void setLevel(String name, Optional<String> level) {
    configuration.setLevel(name, level);
  }

  @Override
  public void reset() {
    configuration.resetLevels();
  }

  @Override
  public Map<String, String> levels() {
    return configuration.levels();
  }
}
