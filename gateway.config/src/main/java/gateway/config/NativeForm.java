package gateway.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * PID to properties, as the Configurator of the OSGi compendium has it: comments, typed keys
 * ({@code "port:Integer"}) and {@code :configurator:} keys are understood, the latter two without
 * effect.
 */
final class NativeForm {

  private static final String FILE_SUFFIX = "-file";

  private NativeForm() {}

  static void read(Map<String, Object> content, Path folder, Draft draft) {
    content.forEach(
        (pid, properties) -> {
          if (pid.startsWith(":") || pid.equals("$schema")) {
            return;
          }
          if (properties instanceof Map<?, ?> map) {
            draft.pid(pid);
            map.forEach((key, value) -> property(pid, key.toString(), value, folder, draft));
          } else {
            draft.fault(pid, "must be an object with the properties of this PID");
          }
        });
  }

  private static void property(String pid, String key, Object value, Path folder, Draft draft) {
    if (key.startsWith(":")) {
      return;
    }
    int colon = key.indexOf(':');
    String name = colon < 0 ? key : key.substring(0, colon);
    boolean path =
        name.endsWith(FILE_SUFFIX)
            || name.startsWith("client-")
            || name.equals("keystore")
            || name.equals("trust-store");
    boolean logFile = pid.equals(LoggingSettings.PID) && name.equals("file");
    boolean ours =
        pid.startsWith(Draft.ENDPOINT) || pid.equals(WebListener.PID) || pid.equals(Rules.DEPLOYER);
    boolean relative = path && ours || logFile;
    if (relative && value instanceof String text && !text.isBlank()) {
      draft
          .resolve(folder, text, pid + '.' + name)
          .ifPresent(file -> draft.put(pid, name, file.toString(), pid + '.' + name));
    } else {
      draft.put(pid, name, value, pid + '.' + name);
    }
  }
}
