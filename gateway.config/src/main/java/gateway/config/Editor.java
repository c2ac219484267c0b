package gateway.config;

import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Applies a change of the console, or throws with its faults. Needs no container. */
final class Editor {

  private final Function<ConsoleEdits, ConfigurationReader> readers;
  private final Schema schema;

  Editor(Function<ConsoleEdits, ConfigurationReader> readers, Schema schema) {
    this.readers = readers;
    this.schema = schema;
  }

  /** The outcome of a change. */
  record Changed(ConsoleEdits edits, ConfigurationReader.Result result) {}

  /**
   * Tries a change.
   *
   * @return the new configuration; empty if it is the old one
   * @throws IllegalArgumentException if a value is given elsewhere or breaks a rule
   */
  Optional<Changed> change(
      ConsoleEdits edits, ConfigurationReader.Result before, String pid, Map<String, Object> values)
      throws IOException {
    List<String> faults = new ArrayList<>();
    ConsoleEdits changed = edits;
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      String key = entry.getKey();
      if (!differs(before, pid, key, entry.getValue())) {
        continue;
      }
      Optional<Setting> given = before.draft().get(pid, key);
      Optional<Schema.Attribute> attribute =
          schema.attributes(pid).map(attributes -> attributes.get(key));
      if (given.isPresent() && !ConsoleEdits.isOrigin(given.get().origin())) {
        faults.add(pid + '.' + key + " comes from " + origin(given.get().origin()));
      } else if (attribute.isPresent() && attribute.get().secret()) {
        faults.add(pid + '.' + key + " is a secret: it comes from the file or the environment");
      } else {
        changed = changed.with(pid, key, plain(entry.getValue()));
      }
    }
    ConfigurationReader.Result result = readers.apply(changed).read();
    result.draft().faults().forEach(fault -> faults.add(fault.toString()));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
    return changed.equals(edits) ? Optional.empty() : Optional.of(new Changed(changed, result));
  }

  private boolean differs(ConfigurationReader.Result before, String pid, String key, Object value) {
    Dictionary<String, Object> properties = before.properties().get(pid);
    Object now = properties == null ? null : properties.get(key);
    if (now == null) {
      now =
          schema
              .attributes(pid)
              .map(attributes -> attributes.get(key))
              .map(attribute -> String.join(",", attribute.defaults()))
              .orElse(null);
    }
    return !text(value).equals(now == null ? "" : text(now));
  }

  /** Returns a value as text, however it is typed. */
  static String text(Object value) {
    return plain(value) instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : value.toString();
  }

  /** Returns a value in the types that {@link Json} reads. */
  private static Object plain(Object value) {
    if (value.getClass().isArray()) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(plain(Array.get(value, i)));
      }
      return elements;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Editor::plain).toList();
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    return value instanceof Double || value instanceof Float
        ? new BigDecimal(value.toString())
        : value;
  }

  /** Returns where a value comes from, in words. */
  static String origin(String origin) {
    if (origin.startsWith("--")) {
      return "the option " + origin;
    }
    if (origin.matches("GATEWAY_[A-Z0-9_]+")) {
      return "the variable " + origin;
    }
    if (ConsoleEdits.isOrigin(origin)) {
      return "the console";
    }
    return origin.equals("default") ? "the default" : "the file";
  }
}
