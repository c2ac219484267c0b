package gateway.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of {@code gateway.logging} that a type does not express. */
final class LoggingRules {

  static final Pattern LEVEL = Pattern.compile("TRACE|DEBUG|INFO|WARN|ERROR|OFF");

  /** A logger, or the beginning of a line. */
  static final Pattern NAME =
      Pattern.compile("[\\p{Alnum}_.$-]{1,200}|(Device|Module|Endpoint) \\P{Cc}{1,200}");

  private LoggingRules() {}

  static void check(Draft draft, Map<String, Hashtable<String, Object>> checked) {
    Hashtable<String, Object> logging = checked.get(LoggingSettings.PID);
    if (logging == null) {
      return;
    }
    if (logging.get("file") instanceof String file && !file.isBlank()) {
      file(draft, file);
    }
    if (logging.get("levels") instanceof String[] levels) {
      for (String pair : levels) {
        int equals = pair.lastIndexOf('=');
        if (equals < 0
            || !NAME.matcher(pair.substring(0, equals).strip()).matches()
            || !LEVEL.matcher(pair.substring(equals + 1).strip()).matches()) {
          draft.fault(
              origin(draft, "levels"),
              "must be like gateway.external=DEBUG or Module 1=TRACE, has \"" + pair + '"');
        }
      }
    }
  }

  private static void file(Draft draft, String file) {
    try {
      Path folder = Path.of(file).toAbsolutePath().getParent();
      if (folder == null || Files.isDirectory(Path.of(file))) {
        draft.fault(origin(draft, "file"), "must be a file, " + file + " is none");
      } else if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        draft.fault(
            origin(draft, "file"),
            "must be in a folder that exists and can be written to, " + folder + " is none");
      }
    } catch (InvalidPathException e) {
      draft.fault(origin(draft, "file"), "must be a file name");
    }
  }

  private static String origin(Draft draft, String key) {
    return draft
        .get(LoggingSettings.PID, key)
        .map(Setting::origin)
        .orElse(LoggingSettings.PID + '.' + key);
  }
}
