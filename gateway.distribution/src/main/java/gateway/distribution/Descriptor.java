package gateway.distribution;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.VersionRange;

/**
 * The content of a {@code .bndrun} file: the bundles of a container with their start levels, and
 * the framework properties. Reads the instructions that our descriptors use: {@code -include},
 * {@code -runbundles} as the resolver writes it, {@code -runbundles+} for start levels, and {@code
 * -runproperties} with its suffixed forms.
 */
record Descriptor(List<Entry> bundles, Map<String, String> properties) {

  private static final String RUN_BUNDLES = "-runbundles";
  private static final String DECORATION = "-runbundles+";
  private static final String RUN_PROPERTIES = "-runproperties";
  private static final int DEFAULT_START_LEVEL = 1;

  /** A bundle of the container. */
  record Entry(String name, VersionRange version, int startLevel) {

    @Override
    public String toString() {
      return name + ' ' + version;
    }
  }

  /**
   * Reads a descriptor and the files that it includes.
   *
   * @throws IOException if a file cannot be read or is malformed
   */
  static Descriptor read(Path file) throws IOException {
    Map<String, String> instructions = new LinkedHashMap<>();
    load(file, instructions, 0);
    List<Clause> decorations = clauses(file, instructions.get(DECORATION));
    List<Entry> entries = new ArrayList<>();
    for (Clause clause : clauses(file, instructions.get(RUN_BUNDLES))) {
      entries.add(
          new Entry(
              clause.name(),
              VersionRange.valueOf(clause.attributes().getOrDefault("version", "0")),
              startLevel(clause, decorations)));
    }
    if (entries.isEmpty()) {
      throw new IOException(file + " has no " + RUN_BUNDLES + ": resolve it first");
    }
    Map<String, String> properties = new LinkedHashMap<>();
    instructions.forEach(
        (key, value) -> {
          if (key.equals(RUN_PROPERTIES) || key.startsWith(RUN_PROPERTIES + '.')) {
            split(value, ',').forEach(property -> putAssignment(property, properties));
          }
        });
    return new Descriptor(List.copyOf(entries), Map.copyOf(properties));
  }

  /**
   * Returns this with the bundles that one descriptor has in addition to another, such as the
   * shell.
   *
   * @param larger whose bundles are added, with their start levels
   * @param smaller whose bundles are not
   */
  Descriptor withExtras(Descriptor larger, Descriptor smaller) {
    Set<String> known =
        Stream.of(this, smaller)
            .flatMap(descriptor -> descriptor.bundles().stream())
            .map(Entry::name)
            .collect(Collectors.toSet());
    return new Descriptor(
        Stream.concat(
                bundles.stream(),
                larger.bundles().stream().filter(bundle -> !known.contains(bundle.name())))
            .toList(),
        properties);
  }

  private static void load(Path file, Map<String, String> into, int depth) throws IOException {
    if (depth > 9) {
      throw new IOException(file + " includes itself");
    }
    Properties raw = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      raw.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    for (String include : split(raw.getProperty("-include", ""), ',')) {
      // "~" in front gives the including file precedence, "-" lets the included one be absent.
      Path included = file.resolveSibling(include.replaceFirst("^[~-]", ""));
      if (Files.exists(included) || !include.startsWith("-")) {
        load(included, into, depth + 1);
      }
    }
    raw.stringPropertyNames().forEach(key -> into.put(key, raw.getProperty(key)));
  }

  private static int startLevel(Clause bundle, List<Clause> decorations) throws IOException {
    Optional<String> level = Optional.ofNullable(bundle.attributes().get("startlevel"));
    for (Clause decoration : decorations) {
      if (level.isEmpty() && decoration.matches(bundle.name())) {
        level = Optional.ofNullable(decoration.attributes().get("startlevel"));
      }
    }
    try {
      return level.map(Integer::parseInt).orElse(DEFAULT_START_LEVEL);
    } catch (NumberFormatException e) {
      throw new IOException(bundle.name() + ": start level " + level.get() + " is not a number", e);
    }
  }

  /** A name with attributes, {@code name;key=value;key='value'}. */
  private record Clause(String name, Map<String, String> attributes) {

    boolean matches(String bundle) {
      String regex = Pattern.quote(name).replace("*", "\\E.*\\Q");
      return Pattern.matches(regex, bundle);
    }
  }

  private static List<Clause> clauses(Path file, @Nullable String value) throws IOException {
    List<Clause> clauses = new ArrayList<>();
    for (String text : split(value == null ? "" : value, ',')) {
      List<String> parts = split(text, ';');
      Map<String, String> attributes = new LinkedHashMap<>();
      parts.subList(1, parts.size()).forEach(part -> putAssignment(part, attributes));
      if (parts.get(0).contains("=")) {
        throw new IOException(file + ": \"" + text + "\" does not begin with a bundle name");
      }
      clauses.add(new Clause(parts.get(0), attributes));
    }
    return clauses;
  }

  private static void putAssignment(String text, Map<String, String> into) {
    int equals = text.indexOf('=');
    if (equals > 0) {
      into.put(text.substring(0, equals).strip(), unquote(text.substring(equals + 1).strip()));
    }
  }

  private static String unquote(String text) {
    boolean quoted =
        text.length() > 1
            && (text.charAt(0) == '\'' || text.charAt(0) == '"')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** Splits at a separator that does not stand between quotes; drops what is blank. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    char quote = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? separator : text.charAt(i);
      if (i < text.length() && quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == separator) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.removeIf(String::isEmpty);
    return parts;
  }
}
