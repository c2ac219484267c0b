package gateway.json;

/**
 * Why a value could not be read. Returned in the place of the value: a key that comes twice is
 * judged by its last value only, so a fault may still turn out to be of no interest.
 *
 * @param path of the faulty value, empty for the whole text
 * @param text what is wrong with it
 * @param sentence whether the text is a whole sentence, the author's, or wants a subject
 */
record Fault(String path, String text, boolean sentence) {

  private static final int MAX_KEY = 40;

  /** Makes a fault of a text such as {@code is not a number}. */
  static Fault of(String predicate) {
    return new Fault("", predicate, false);
  }

  /** Makes a fault from an exception of the author's own check. */
  static Fault of(IllegalArgumentException refusal) {
    return new Fault("", String.valueOf(refusal.getMessage()), true);
  }

  /** Returns this fault as seen from the object that has the faulty value under {@code key}. */
  Fault under(String key) {
    return behind(shortened(key));
  }

  /** Returns this fault as seen from the array that has the faulty value at {@code index}. */
  Fault at(int index) {
    return behind("[" + index + ']');
  }

  /** Returns this fault as seen from where the faulty value has a path. */
  Fault behind(String outer) {
    return new Fault(joined(outer, path), text, sentence);
  }

  /** Returns the path of the value of a key. */
  static String path(String object, String key) {
    return joined(object, shortened(key));
  }

  private static String joined(String outer, String inner) {
    String dot = outer.isEmpty() || inner.isEmpty() || inner.startsWith("[") ? "" : ".";
    return outer + dot + inner;
  }

  /** A key of the payload must not forge or flood a log line. */
  private static String shortened(String key) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      if (i == MAX_KEY) {
        return text.append('…').toString();
      }
      char c = key.charAt(i);
      text.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return text.toString();
  }

  /** Returns the sentence for people. */
  @Override
  public String toString() {
    if (sentence) {
      return path.isEmpty() ? text : path + ": " + text;
    }
    return (path.isEmpty() ? "the text" : path) + ' ' + text;
  }
}
