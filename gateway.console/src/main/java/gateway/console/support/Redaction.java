package gateway.console.support;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of text: values of keys that name one, what stands in URLs, private keys. */
public final class Redaction {

  private static final String STARS = "***";

  private static final String NAME =
      "[\\w.~-]*(?:password|passwd|passphrase|secret|token|credential|api-?key|private-?key)[\\w.-]*";

  /** A value: quoted, perhaps over several lines, or the rest of the line. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)(\"?(?<!\\w)"
              + NAME
              + "\"?\\s*[:=]\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|'[^']*'|[^\\s,}&]+)");

  private static final Pattern FILE_KEY = Pattern.compile("(?i)\"?[\\w.~-]*-file\"?\\s*[:=].*");

  private static final Pattern IN_URL = Pattern.compile("(\\w[\\w+.-]*://)[^/\\s\"'@]*@");

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
    safe = HASH.matcher(safe).replaceAll(STARS);
    return VALUE
        .matcher(safe)
        .replaceAll(
            found ->
                FILE_KEY.matcher(found.group()).matches()
                    ? Matcher.quoteReplacement(found.group())
                    : Matcher.quoteReplacement(found.group(1) + '"' + STARS + '"'));
  }
}
