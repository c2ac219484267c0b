package gateway.json;

import gateway.api.device.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as it was written: numbers, escapes and blanks are kept. For parts of a payload that
 * a module passes on unread, and for texts of which it changes a part.
 *
 * <p>Two values are equal if they mean the same, whatever the order of keys, the blanks and the
 * form of numbers (230 equals 230.0); texts of more than 64 KiB only if they are written the same.
 *
 * <p>Immutable; never accessed concurrently, by the thread rule of {@link gateway.api.module}. It
 * shares the bytes of the payload it was read from.
 */
public final class JsonValue {

  /** Type of a value. */
  public enum Kind {
    /** {@code null}. */
    NULL,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A number. */
    NUMBER,
    /** A string. */
    STRING,
    /** An array. */
    ARRAY,
    /** An object. */
    OBJECT
  }

  private static final int MAX_COMPARED = 64 * 1024;

  private static final Texts TEXTS = new Texts();

  private final String path;
  private final Payload text;
  private @Nullable Object meaning;

  /**
   * Makes the value of a text that is one, without blanks around it.
   *
   * @param path from the value that it was taken from, for messages
   */
  JsonValue(String path, Payload text) {
    this.path = path;
    this.text = text;
  }

  /**
   * Reads a payload that is one value.
   *
   * @throws InvalidJsonException if it is not
   */
  public static JsonValue of(Payload text) {
    Object value = TEXTS.read(text, ValueCodec.ANY);
    if (value instanceof Fault fault) {
      throw new InvalidJsonException(fault.toString());
    }
    return (JsonValue) value;
  }

  /**
   * Reads a text that is one value.
   *
   * @throws InvalidJsonException if it is not
   */
  public static JsonValue of(String text) {
    return of(Payload.ofText(text));
  }

  /** Returns the text as it was written, without blanks around it. */
  public Payload text() {
    return text;
  }

  /** Returns the type of the value. */
  public Kind kind() {
    byte first = text.read((bytes, offset, length) -> bytes[offset]);
    return switch (first) {
      case 'n' -> Kind.NULL;
      case 't', 'f' -> Kind.BOOLEAN;
      case '"' -> Kind.STRING;
      case '[' -> Kind.ARRAY;
      case '{' -> Kind.OBJECT;
      default -> Kind.NUMBER;
    };
  }

  private Object read(Codec codec) {
    return checked(TEXTS.read(text, codec));
  }

  private Object checked(Object value) {
    if (value instanceof Fault fault) {
      throw new InvalidJsonException(fault.behind(path).toString());
    }
    return value;
  }

  /**
   * Returns the truth value.
   *
   * @throws InvalidJsonException if this is not a boolean
   */
  public boolean asBoolean() {
    return (Boolean) read(Scalar.BOOLEAN);
  }

  /**
   * Returns the nearest number to the written one; infinite if it is too large.
   *
   * @throws InvalidJsonException if this is not a number
   */
  public double asNumber() {
    return (Double) read(Scalar.NUMBER);
  }

  /**
   * Returns the characters.
   *
   * @throws InvalidJsonException if this is not a string, or has half a surrogate pair
   */
  public String asString() {
    return (String) read(Scalar.STRING);
  }

  /**
   * Reads this value as one of a type.
   *
   * @throws InvalidJsonException if it is none
   */
  public <T> T as(JsonType<T> type) {
    return type.cast(checked(type.parse(text)));
  }

  /**
   * Returns the elements.
   *
   * @throws InvalidJsonException if this is not an array
   */
  public List<JsonValue> elements() {
    List<JsonValue> elements = new ArrayList<>();
    for (Part part : parts()) {
      elements.add(value(path + '[' + elements.size() + ']', part));
    }
    return Collections.unmodifiableList(elements);
  }

  /**
   * Returns the values by their keys, in the order of the text. Of equal keys the last one counts.
   *
   * @throws InvalidJsonException if this is not an object
   */
  public Map<String, JsonValue> members() {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (Part part : fields()) {
      members.put(part.key(), value(Fault.path(path, part.key()), part));
    }
    return Collections.unmodifiableMap(members);
  }

  /**
   * Returns the value of a key.
   *
   * @throws InvalidJsonException if this is not an object, or has no such key
   */
  public JsonValue member(String key) {
    return value(Fault.path(path, key), field(key));
  }

  /** Returns this value without the blanks between its tokens, otherwise as it was written. */
  public JsonValue compact() {
    return text.read(
        (bytes, offset, length) -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream(length);
          boolean inString = false;
          for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (inString) {
              if (b == '\\') {
                out.write(b);
                b = bytes[++i];
              } else if (b == '"') {
                inString = false;
              }
              out.write(b);
            } else if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
              inString = b == '"';
              out.write(b);
            }
          }
          return out.size() == length ? this : new JsonValue(path, Payload.wrap(out.toByteArray()));
        });
  }

  /**
   * Returns this object with another value for a key, the rest as it was written.
   *
   * @throws InvalidJsonException if this is not an object, or has no such key
   */
  public JsonValue with(String key, JsonValue value) {
    Part replaced = field(key);
    return cut(replaced.from(), value.text, replaced.to());
  }

  /**
   * Returns this array with one more element at its end, the rest as it was written.
   *
   * @throws InvalidJsonException if this is not an array
   */
  public JsonValue plus(JsonValue element) {
    List<Part> parts = parts();
    if (parts.isEmpty()) {
      return cut(text.size() - 1, element.text, text.size() - 1);
    }
    int end = parts.get(parts.size() - 1).to();
    return cut(end, Payload.ofText("," + element.text.toText()), end);
  }

  /**
   * Returns this array without one of its elements, the rest as it was written.
   *
   * @throws InvalidJsonException if this is not an array
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public JsonValue without(int index) {
    List<Part> parts = parts();
    Part removed = parts.get(index);
    if (index > 0) {
      return cut(parts.get(index - 1).to(), Payload.EMPTY, removed.to());
    }
    int to = parts.size() > 1 ? parts.get(1).from() : removed.to();
    return cut(removed.from(), Payload.EMPTY, to);
  }

  private JsonValue cut(int from, Payload between, int to) {
    byte[] result = new byte[from + between.size() + text.size() - to];
    text.part(0, from).copyTo(result, 0);
    between.copyTo(result, from);
    text.part(to, text.size() - to).copyTo(result, from + between.size());
    return new JsonValue(path, Payload.wrap(result));
  }

  private JsonValue value(String path, Part part) {
    return new JsonValue(path, text.part(part.from(), part.to() - part.from()));
  }

  private Part field(String key) {
    Part field = null;
    for (Part part : fields()) {
      field = part.key().equals(key) ? part : field;
    }
    if (field == null) {
      throw new InvalidJsonException(
          Fault.of("is missing").behind(Fault.path(path, key)).toString());
    }
    return field;
  }

  @SuppressWarnings("unchecked")
  private List<Part> parts() {
    return (List<Part>) read(PartsCodec.OF_ARRAY);
  }

  @SuppressWarnings("unchecked")
  private List<Part> fields() {
    return (List<Part>) read(PartsCodec.OF_OBJECT);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof JsonValue value
            && (text.equals(value.text) || meaning().equals(value.meaning())));
  }

  @Override
  public int hashCode() {
    return meaning().hashCode();
  }

  /** Returns what is compared; kept, because a value is compared with many. */
  private Object meaning() {
    if (meaning == null) {
      meaning = text.size() > MAX_COMPARED ? text : TEXTS.read(text, MeaningCodec.ANY);
    }
    return meaning;
  }

  /** Returns the size only: payloads do not belong in logs. */
  @Override
  public String toString() {
    return text.toString();
  }
}
