package gateway.console;

import java.util.Map;

/**
 * What is said when the words behind a command are not those that it takes. Gogo itself says
 * "Cannot coerce device() to any of [(boolean, String)]", unless a class of commands has a method
 * {@code _main}: that gets what fits no other, the name of the command first.
 */
final class Usage {

  private static final Map<String, String> ARGUMENTS =
      Map.ofEntries(
          Map.entry("status", " [--json]"),
          Map.entry("devices", " [--json]"),
          Map.entry("device", " [--json] ROLE"),
          Map.entry("modules", " [--json]"),
          Map.entry("module", " [--json] NUMBER"),
          Map.entry("endpoints", " [--json]"),
          Map.entry("stages", " [--json]"),
          Map.entry("deployments", " [--json]"),
          Map.entry("store", " [--json]"),
          Map.entry("events", " [--json] [--all]"),
          Map.entry("watch", " [SECONDS]"),
          Map.entry("log", " [--json] [LEVEL [NAME]]"),
          Map.entry("disconnect", " DEVICE"),
          Map.entry("reconnect", " ENDPOINT"),
          Map.entry("send", " DEVICE 'JSON'"),
          Map.entry("retry", " MODULE"));

  private Usage() {}

  /** Returns the line. */
  static String of(String... words) {
    return "Usage: fleet:"
        + words[0]
        + ARGUMENTS.getOrDefault(words[0], "")
        + "; more by help fleet:"
        + words[0];
  }
}
