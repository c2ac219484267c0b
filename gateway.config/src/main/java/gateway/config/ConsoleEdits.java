package gateway.config;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** Changes made in the console: PID to key to value, kept in the data folder. */
record ConsoleEdits(Map<String, Map<String, Object>> values) {

  static final ConsoleEdits NONE = new ConsoleEdits(Map.of());
  private static final String ORIGIN = " (console)";

  /** Tells whether a value comes from the console. */
  static boolean isOrigin(String origin) {
    return origin.endsWith(ORIGIN);
  }

  private static Path file(Path data) {
    return data.resolve("config").resolve("console.json");
  }

  /**
   * Reads the saved changes.
   *
   * @throws IOException if it cannot be read
   * @throws Json.SyntaxException if it is damaged
   */
  static ConsoleEdits read(Path data) throws IOException, Json.SyntaxException {
    Path file = file(data);
    if (!Files.exists(file)) {
      return NONE;
    }
    Map<String, Map<String, Object>> values = new TreeMap<>();
    Json.parseObject(TextFile.read(file))
        .forEach(
            (pid, keys) -> {
              Map<String, Object> read = new TreeMap<>();
              if (keys instanceof Map<?, ?> map) {
                map.forEach((key, value) -> read.put(key.toString(), value));
              }
              values.put(pid, read);
            });
    return new ConsoleEdits(values);
  }

  ConsoleEdits with(String pid, String key, Object value) {
    Map<String, Map<String, Object>> more = new TreeMap<>();
    values.forEach((p, keys) -> more.put(p, new TreeMap<>(keys)));
    more.computeIfAbsent(pid, p -> new TreeMap<>()).put(key, value);
    return new ConsoleEdits(more);
  }

  /** Adds the edits below the values of stronger sources; an endpoint must be theirs. */
  void apply(Draft draft) {
    values.forEach(
        (pid, keys) -> {
          if (!pid.contains("~") || draft.has(pid)) {
            keys.forEach(
                (key, value) -> {
                  if (draft.get(pid, key).isEmpty()) {
                    draft.put(pid, key, value, pid + '.' + key + ORIGIN);
                  }
                });
          }
        });
  }

  /** Writes the changes to a file atomically. */
  void write(Path data) throws IOException {
    Path file = file(data);
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling("console.json.part");
    Files.write(part, json());
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] json() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out =
        Json.generator(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
      Json.write(out, values);
    }
    return bytes.toByteArray();
  }
}
