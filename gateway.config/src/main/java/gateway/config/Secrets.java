package gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Replaces {@code password-file} by the password in that file. */
final class Secrets {

  private static final String KEY = "password";
  private static final String FILE_KEY = "password-file";

  private Secrets() {}

  static void resolve(Draft draft) {
    for (String pid : draft.endpoints()) {
      Map<String, Setting> settings = draft.pid(pid);
      Setting file = settings.remove(FILE_KEY);
      if (file == null) {
        continue;
      }
      if (settings.containsKey(KEY)) {
        draft.fault(file.origin(), "cannot be given together with " + KEY);
        continue;
      }
      try {
        String password = Files.readString(Path.of(file.value().toString())).strip();
        draft.put(pid, KEY, password, file.origin());
      } catch (IOException | RuntimeException e) {
        draft.fault(file.origin(), "must be a readable file, " + file.value() + " is none");
      }
    }
  }
}
