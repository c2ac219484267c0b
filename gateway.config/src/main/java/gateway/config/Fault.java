package gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A fault of the configuration.
 *
 * @param key what the user wrote: the key of a file, a variable or an option
 * @param rule what it should be
 */
record Fault(String key, String rule) {

  /** Lists faults, each in a line of its own. */
  static String lines(Path file, List<Fault> faults) {
    String count = faults.size() == 1 ? "a fault" : faults.size() + " faults";
    return faults.stream()
        .map(fault -> "  " + fault)
        .collect(Collectors.joining("\n", "configuration " + file + " has " + count + ":\n", ""));
  }

  @Override
  public String toString() {
    return key + ": " + rule;
  }
}
