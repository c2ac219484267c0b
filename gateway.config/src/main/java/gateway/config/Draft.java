package gateway.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The configuration as it is put together, with the faults and warnings met on the way. */
final class Draft {

  static final String ENDPOINT = "gateway.external.endpoint";

  private final Map<String, Map<String, Setting>> settings = new TreeMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private boolean formNamesMissingKeys;

  /** Sets a value; replaces the value of a weaker source. */
  void put(String pid, String key, Object value, String origin) {
    pid(pid).put(key, new Setting(value, origin));
  }

  /** Makes sure that a PID has a configuration, even an empty one. */
  Map<String, Setting> pid(String pid) {
    return settings.computeIfAbsent(pid, name -> new LinkedHashMap<>());
  }

  Optional<Setting> get(String pid, String key) {
    return Optional.ofNullable(settings.getOrDefault(pid, Map.of()).get(key));
  }

  boolean has(String pid) {
    return settings.containsKey(pid);
  }

  void remove(String pid) {
    settings.remove(pid);
  }

  Map<String, Map<String, Setting>> settings() {
    return settings;
  }

  /** Returns the PIDs of the endpoints, in their order. */
  List<String> endpoints() {
    return settings.keySet().stream().filter(pid -> pid.startsWith(ENDPOINT + '~')).toList();
  }

  void fault(String key, String rule) {
    Fault fault = new Fault(key, rule);
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }

  /** Declares that the file's form reports missing keys itself, by its own names for them. */
  void formNamesMissingKeys() {
    formNamesMissingKeys = true;
  }

  /** Adds a fault for a missing key, unless the file's form has reported it already. */
  void missing(String pid, String key) {
    if (!formNamesMissingKeys) {
      fault(pid + '.' + key, "is missing");
    }
  }

  List<Fault> faults() {
    return faults;
  }

  /** Returns the path that text means, or adds a fault: not every locale has all letters. */
  Optional<Path> resolve(Path folder, String text, String origin) {
    try {
      return Optional.of(folder.resolve(text));
    } catch (InvalidPathException e) {
      fault(
          origin,
          "has letters that this process cannot use in names of files: start it with"
              + " LC_ALL=C.UTF-8");
      return Optional.empty();
    }
  }

  /** Adds a file that holds a value of the configuration. */
  void dependsOn(Path file) {
    files.add(file);
  }

  List<Path> files() {
    return files;
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  List<String> warnings() {
    return warnings;
  }
}
