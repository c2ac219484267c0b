package gateway.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The subject of a log line, which is at its beginning. */
final class Subject {

  private static final Pattern BEGINNING =
      Pattern.compile(
          "Device (?<device>\\S*?/\\S*?/.*?)(?: \\(priority \\d+\\)| from | connected|:| is |$).*"
              + "|Connection from (?<address>\\S+).*"
              + "|Module (?<module>\\d+(?: [^ :]+ \\d[^ :]*)?).*"
              + "|Endpoint (?<endpoint>[^ :]+).*"
              + "|Store (?<store>\\S+).*"
              + "|(?<jar>.*?\\.(?i:jar)|.*?(?= refused: )) .*");

  private Subject() {}

  /** Returns the device, module, endpoint or jar; empty for none. */
  static String of(String line) {
    Matcher matcher = BEGINNING.matcher(line);
    if (matcher.matches()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) != null) {
          return matcher.group(group);
        }
      }
    }
    return "";
  }
}
