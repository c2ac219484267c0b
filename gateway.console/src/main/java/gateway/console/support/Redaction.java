package gateway.console.support;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes secrets from text: values of keys that name a secret, secrets in URLs and in headers,
 * private keys. Removes too much rather than too little, because the text leaves the vehicle.
 */
public final class Redaction {

  private static final String STARS = "***";

  private static final String NAME =
      "(?:[\\w.~-]{0,200}(?:password|passwd|passphrase|passcode|pwd|secret|token|credential"
          + "|(?:api|access|private|signing|encryption)[-_]?key)[\\w.-]*"
          + "|(?:[\\w.~-]{0,200}[_.~-])?pass)";

  private static final String QUOTED = "\"(?:[^\"\\\\]++|\\\\.)*+\"";

  /** A quoted text within a quoted text, such as what a device said in the JSON of the events. */
  private static final String QUOTED_WITHIN = "\\\\\"(?:[^\"\\\\]++|\\\\[^\"])*+\\\\\"";

  private static final String LIST = "\\[(?:" + QUOTED + "|[^\\]\"]++)*+\\]";

  private static final String OBJECT = "\\{(?:" + QUOTED + "|[^}\"]++)*+\\}";

  /** JSON without quotes, which must stay JSON. */
  private static final String LITERAL = "(?:-?[0-9.]++|true|false|null)(?=\\s*+[,}\\]])";

  /** Up to a blank; a quote that ends the text around it does not belong to it. */
  private static final String WORD = "(?:[^\\s\"\\\\]++|\\\\.|\"(?![,\\s}\\]]|\\z))++";

  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)(\"?(?<!\\w)"
              + NAME
              + "\\\\?\"?\\s*+[:=]\\s*+)("
              + String.join(
                  "|",
                  QUOTED,
                  QUOTED_WITHIN,
                  "\"[^\\n]*+", // its end is cut off
                  LIST,
                  OBJECT,
                  "'[^']*+'",
                  LITERAL,
                  WORD)
              + ")");

  private static final Pattern FILE_KEY =
      Pattern.compile("(?i)\"?[\\w.~-]*[-_]file\\\\?\"?\\s*[:=]\\s*");

  private static final Pattern IN_URL = Pattern.compile("(\\w[\\w+.-]{0,30}://)[^\\s\"'<>]*@");

  private static final Pattern IN_HEADER =
      Pattern.compile(
          "(?i)(authorization\\\\?\"?\\s*[:=]\\s*\\\\?\"?(?:(?:basic|bearer|digest|token)\\s+)?)"
              + "[^\\s\"',\\\\]+");

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);

  private static final Pattern HASH = Pattern.compile("pbkdf2-\\w+:[\\w:+/=]+");

  private Redaction() {}

  /** Returns the text without secrets. */
  public static String of(String text) {
    String safe = PEM.matcher(text).replaceAll("(private key removed)");
    safe = IN_URL.matcher(safe).replaceAll("$1" + STARS + "@");
    safe = IN_HEADER.matcher(safe).replaceAll("$1" + STARS);
    safe = HASH.matcher(safe).replaceAll(STARS);
    return VALUE.matcher(safe).replaceAll(Redaction::withoutValue);
  }

  private static String withoutValue(MatchResult found) {
    String key = found.group(1);
    if (FILE_KEY.matcher(key).matches()) {
      return Matcher.quoteReplacement(found.group());
    }
    boolean within = found.group(2).startsWith("\\\"");
    boolean json = key.indexOf('"', 1) > 0 && !key.contains("\\\"");
    String quote = within ? "\\\"" : json ? "\"" : "";
    return Matcher.quoteReplacement(key + quote + STARS + quote);
  }
}
