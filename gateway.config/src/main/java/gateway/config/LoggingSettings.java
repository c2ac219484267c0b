package gateway.config;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The log settings of {@code gateway.logging} and the operator.
 *
 * @param level level of the gateway and its modules
 * @param console lowest level on the console, {@code OFF} for no console
 * @param file the log file, if there is one
 * @param json whether lines are JSON objects
 * @param levels levels by logger, or by the words that lines begin with
 */
record LoggingSettings(
    String level,
    String console,
    Optional<LogFile> file,
    boolean json,
    Map<String, String> levels) {

  static final String PID = "gateway.logging";

  /**
   * A log file.
   *
   * @param path where it is; older ones are beside it
   * @param level lowest level in it
   * @param maxBytes size at which a new one begins
   * @param count how many older ones are kept
   */
  record LogFile(Path path, String level, long maxBytes, int count) {}

  /** Reads checked properties; absent keys have their defaults. */
  static LoggingSettings of(Dictionary<String, Object> properties, Map<String, String> changed) {
    String path = text(properties, "file", "");
    Optional<LogFile> file =
        path.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new LogFile(
                    Path.of(path),
                    text(properties, "file-level", "TRACE"),
                    Long.parseLong(text(properties, "file-max-bytes", "10485760")),
                    Integer.parseInt(text(properties, "file-count", "3"))));
    Map<String, String> levels = new TreeMap<>();
    if (properties.get("levels") instanceof String[] pairs) {
      for (String pair : pairs) {
        int equals = pair.lastIndexOf('=');
        levels.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    levels.putAll(changed);
    return new LoggingSettings(
        text(properties, "level", "INFO"),
        text(properties, "console-level", "TRACE"),
        file,
        text(properties, "format", "text").equals("json"),
        levels);
  }

  private static String text(Dictionary<String, Object> properties, String key, String otherwise) {
    Object value = properties.get(key);
    return value == null ? otherwise : value.toString();
  }

  /** Tells whether a name with a level is the beginning of lines and no logger. */
  static boolean isSubject(String name) {
    return name.indexOf(' ') > 0;
  }

  /** Returns a logback configuration: ours at the levels asked for, libraries from WARN. */
  String toLogback() {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    levels.forEach(
        (name, value) -> {
          if (isSubject(name)) {
            xml.append("  <turboFilter class=\"gateway.logging.SubjectLevel\">\n    <subject>")
                .append(escape(name))
                .append("</subject>\n    <level>")
                .append(value)
                .append("</level>\n  </turboFilter>\n");
          }
        });
    xml.append("  <turboFilter class=\"gateway.logging.RepeatedTraces\"/>\n");
    xml.append("  <appender name=\"tap\" class=\"gateway.logging.LogTap\"/>\n");
    if (hasConsole()) {
      xml.append(
          appender("console", "ch.qos.logback.core.ConsoleAppender", console, "HH:mm:ss.SSS", ""));
    }
    file.ifPresent(
        f ->
            xml.append(
                appender(
                        "file",
                        "gateway.logging.LogFile",
                        f.level(),
                        "yyyy-MM-dd HH:mm:ss.SSS",
                        rotation(f))
                    + """
                      <appender name="file-queue" class="gateway.logging.LogQueue">
                        <appender-ref ref="file"/>
                      </appender>
                    """));
    Map<String, String> loggers = new TreeMap<>();
    loggers.put("gateway", level);
    loggers.put("modules", level);
    loggers.put("io.moquette.broker.SessionEventLoop", "OFF");
    levels.forEach(
        (name, value) -> {
          if (!isSubject(name)) {
            loggers.put(name, value);
          }
        });
    loggers.forEach(
        (name, value) ->
            xml.append("  <logger name=\"")
                .append(escape(name))
                .append("\" level=\"")
                .append(value)
                .append("\"/>\n"));
    xml.append("  <root level=\"WARN\">\n    <appender-ref ref=\"tap\"/>\n");
    if (hasConsole()) {
      xml.append("    <appender-ref ref=\"console\"/>\n");
    }
    file.ifPresent(f -> xml.append("    <appender-ref ref=\"file-queue\"/>\n"));
    return xml.append("  </root>\n</configuration>\n").toString();
  }

  private boolean hasConsole() {
    return !console.equals("OFF");
  }

  private String appender(String name, String type, String level, String time, String content) {
    String encoder =
        json
            ? "    <encoder class=\"ch.qos.logback.classic.encoder.JsonEncoder\"/>\n"
            : "    <encoder><pattern>%d{"
                + time
                + "} %-5level [%X{bundle.name}] %msg%n</pattern></encoder>\n";
    return "  <appender name=\""
        + name
        + "\" class=\""
        + type
        + "\">\n"
        + "    <filter class=\"ch.qos.logback.classic.filter.ThresholdFilter\"><level>"
        + level
        + "</level></filter>\n"
        + content
        + encoder
        + "  </appender>\n";
  }

  private static String rotation(LogFile file) {
    String path = file.path().toString();
    int dot = path.endsWith(".log") ? path.length() - 4 : path.length();
    String older = escape(path.substring(0, dot)).replace("%", "%%") + ".%i" + path.substring(dot);
    return """
        <file>@file@</file>
        <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
          <fileNamePattern>@older@</fileNamePattern>
          <minIndex>1</minIndex>
          <maxIndex>@count@</maxIndex>
        </rollingPolicy>
        <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
          <maxFileSize>@bytes@</maxFileSize>
        </triggeringPolicy>
    """
        .replace("@file@", escape(path))
        .replace("@older@", older)
        .replace("@count@", String.valueOf(file.count()))
        .replace("@bytes@", String.valueOf(file.maxBytes()));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\"", "&quot;")
        .replace("$", "&#36;");
  }
}
