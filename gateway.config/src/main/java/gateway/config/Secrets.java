package gateway.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Replaces {@code password-file} and the like by the content of that file. */
final class Secrets {

  private static final String FILE_SUFFIX = "-file";

  private Secrets() {}

  static void resolve(Draft draft) {
    draft.endpoints().forEach(pid -> resolve(draft, pid, "password"));
    if (draft.has("gateway.ipc")) {
      resolve(draft, "gateway.ipc", "password");
    }
    if (draft.has(WebListener.PID)) {
      resolve(draft, WebListener.PID, "password");
      resolve(draft, WebListener.PID, "keystore-password");
    }
  }

  private static void resolve(Draft draft, String pid, String key) {
    Map<String, Setting> settings = draft.pid(pid);
    Setting file = settings.remove(key + FILE_SUFFIX);
    if (file == null) {
      return;
    }
    if (settings.containsKey(key)) {
      draft.fault(file.origin(), "cannot be given together with " + key);
      return;
    }
    try {
      Path path = Path.of(file.value().toString());
      draft.dependsOn(path);
      String password = TextFile.read(path).strip();
      draft.put(pid, key, password, file.origin());
    } catch (IOException | RuntimeException e) {
      draft.fault(file.origin(), "must be a readable file, " + file.value() + " is none");
    }
  }
}
