package gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a configuration says about logging; absent means that the distribution's file applies.
 *
 * @param console level of the console, {@code OFF} for none
 * @param file level of the log file
 * @param folder where the log file is written
 */
record LoggingSettings(Optional<String> console, Optional<String> file, Optional<Path> folder) {

  static final LoggingSettings NONE =
      new LoggingSettings(Optional.empty(), Optional.empty(), Optional.empty());

  boolean isEmpty() {
    return console.isEmpty() && file.isEmpty();
  }

  /** Returns a logback configuration: ours at the levels asked for, libraries from WARN. */
  String toLogback() {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    console
        .filter(level -> !level.equals("OFF"))
        .ifPresent(level -> xml.append(appender("console", level, CONSOLE)));
    file.ifPresent(
        level ->
            xml.append(
                appender("file", level, FILE.replace("@folder@", escape(folder.orElseThrow())))));
    return xml.append("  <logger name=\"gateway\" level=\"DEBUG\"/>\n")
        .append("  <logger name=\"modules\" level=\"DEBUG\"/>\n")
        .append("  <logger name=\"io.moquette.broker.SessionEventLoop\" level=\"OFF\"/>\n")
        .append("  <root level=\"WARN\">\n")
        .append(console.filter(level -> !level.equals("OFF")).isPresent() ? ref("console") : "")
        .append(file.isPresent() ? ref("file") : "")
        .append("  </root>\n</configuration>\n")
        .toString();
  }

  private static final String CONSOLE =
      """
        <encoder><pattern>%d{HH:mm:ss.SSS} %-5level [%X{bundle.name}] %msg%n</pattern></encoder>
    """;

  private static final String FILE =
      """
        <file>@folder@/gateway.log</file>
        <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
          <fileNamePattern>@folder@/gateway.%i.log</fileNamePattern>
          <minIndex>1</minIndex>
          <maxIndex>3</maxIndex>
        </rollingPolicy>
        <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
          <maxFileSize>10MB</maxFileSize>
        </triggeringPolicy>
        <encoder>
          <pattern>%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%X{bundle.name}] %msg%n</pattern>
        </encoder>
    """;

  private static String appender(String name, String level, String content) {
    String type =
        name.equals("console")
            ? "ch.qos.logback.core.ConsoleAppender"
            : "ch.qos.logback.core.rolling.RollingFileAppender";
    return "  <appender name=\""
        + name
        + "\" class=\""
        + type
        + "\">\n"
        + "    <filter class=\"ch.qos.logback.classic.filter.ThresholdFilter\"><level>"
        + level
        + "</level></filter>\n"
        + content
        + "  </appender>\n";
  }

  private static String ref(String name) {
    return "    <appender-ref ref=\"" + name + "\"/>\n";
  }

  private static String escape(Path path) {
    return path.toString()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("$", "&#36;")
        .replace("%", "%%");
  }
}
