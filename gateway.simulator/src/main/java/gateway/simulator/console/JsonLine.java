package gateway.simulator.console;

import java.util.Locale;

/** Writes one JSON object on one line. */
public final class JsonLine {

  private final StringBuilder text = new StringBuilder("{");

  /** Adds a text. */
  public JsonLine put(String key, String value) {
    return putRaw(key, quote(value));
  }

  /** Adds a whole number. */
  public JsonLine put(String key, long value) {
    return putRaw(key, Long.toString(value));
  }

  /** Adds a number with three decimals. */
  public JsonLine put(String key, double value) {
    return putRaw(key, String.format(Locale.ROOT, "%.3f", value));
  }

  /** Adds a value that is JSON already. */
  public JsonLine putRaw(String key, String json) {
    if (text.length() > 1) {
      text.append(',');
    }
    text.append(quote(key)).append(':').append(json);
    return this;
  }

  private static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
