package modules.mission;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A value inside a JSON text, as it was written: numbers and escapes come out as they went in. The
 * tree is made when two values that are written differently are compared, and then kept.
 */
final class JsonValue {

  private static final Comparator<JsonNode> SCALARS =
      (a, b) -> a.isNumber() && b.isNumber() ? compareNumbers(a, b) : a.equals(b) ? 0 : 1;

  private final byte[] text;
  private JsonNode tree;

  private JsonValue(byte[] text) {
    this.text = text;
  }

  static JsonValue copyOf(byte[] bytes, int from, int to) {
    return new JsonValue(Arrays.copyOfRange(bytes, from, to));
  }

  /** Tells whether this value is written exactly so. */
  boolean isWritten(byte[] bytes, int from, int to) {
    return Arrays.equals(text, 0, text.length, bytes, from, to);
  }

  /** Compares the values, whatever the order of keys and the form of numbers (230 is 230.0). */
  boolean sameAs(JsonValue other) {
    return this == other || Arrays.equals(text, other.text) || tree().equals(SCALARS, other.tree());
  }

  void appendTo(ByteArrayOutputStream out) {
    Json.appendCompact(text, 0, text.length, out);
  }

  private JsonNode tree() {
    if (tree == null) {
      tree = Json.tree(text);
    }
    return tree;
  }

  private static int compareNumbers(JsonNode a, JsonNode b) {
    return a.isIntegralNumber() && b.isIntegralNumber()
        ? a.bigIntegerValue().compareTo(b.bigIntegerValue())
        : Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
  }
}
