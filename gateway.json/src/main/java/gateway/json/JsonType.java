package gateway.json;

import gateway.api.device.Payload;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads and writes the values of one Java type as payloads. Made once, when the module is, and kept
 * in its class: it refers to the module's classes, and to nothing that outlives them.
 *
 * <p>A record is an object whose keys are its components, all of them required. Components may be
 * {@code boolean}, {@code int}, {@code long}, {@code double}, {@link String}, enums (by name),
 * records, {@link JsonValue} (any value, kept as it was written), {@code List<…>}, {@code
 * Map<String, …>}, and {@code Optional<…>} for what may be missing or null. {@link Key}, {@link
 * Required} and {@link NoOtherKeys} say where it is otherwise. What the canonical constructor
 * refuses by {@link IllegalArgumentException} is refused, with the exception's message as the
 * reason. Values are treated as immutable.
 *
 * <p>Immutable; any thread.
 *
 * @param <T> type of the values
 */
public final class JsonType<T> {

  private final Texts texts;
  private final Codec codec;
  private final boolean spaced;

  private JsonType(Texts texts, Codec codec, boolean spaced) {
    this.texts = texts;
    this.codec = codec;
    this.spaced = spaced;
  }

  /**
   * Makes the type of a record, or of another type that a component may have. Texts are written
   * compactly, keys in the order of the components. Reads and writes a first text, so that the
   * parser is loaded before the first status comes.
   *
   * @throws IllegalArgumentException naming the component that has no form in JSON
   */
  public static <T> JsonType<T> of(Class<T> type) {
    return new JsonType<>(warmTexts(), Codecs.of(type), false);
  }

  /**
   * Makes a type with a form of its own.
   *
   * @param reader makes a value; refuses by {@link IllegalArgumentException}, whose message is the
   *     reason
   * @param writer makes the text of a value
   */
  public static <T> JsonType<T> of(Function<JsonValue, T> reader, Function<T, JsonValue> writer) {
    return new JsonType<>(warmTexts(), new FunctionCodec<>(reader, writer), false);
  }

  private static Texts warmTexts() {
    Texts texts = new Texts();
    Object value = texts.read(Payload.ofText("{\"a\":[1.5]}"), ValueCodec.ANY);
    texts.write(value, ValueCodec.ANY, true);
    return texts;
  }

  /** Returns this type writing a blank after each colon and comma, as Python does. */
  public JsonType<T> spaced() {
    return new JsonType<>(texts, codec, true);
  }

  /**
   * Reads a payload.
   *
   * @throws InvalidJsonException with the fault in its message
   */
  public T read(Payload text) {
    return require(parse(text));
  }

  /** Reads a payload; empty if it is not of this type. */
  public Optional<T> tryRead(Payload text) {
    Object value = parse(text);
    return value instanceof Fault ? Optional.empty() : Optional.of(cast(value));
  }

  /** Reads a payload; returns the value or a {@link Fault}. */
  Object parse(Payload text) {
    return texts.read(text, codec);
  }

  /** Returns the value that {@link #parse} returned, or throws the fault. */
  T require(Object value) {
    if (value instanceof Fault fault) {
      throw new InvalidJsonException(fault.toString());
    }
    return cast(value);
  }

  /** Casts what {@link #parse} returned and is no fault. */
  @SuppressWarnings("unchecked")
  T cast(Object value) {
    return (T) value;
  }

  /**
   * Writes a value.
   *
   * @throws IllegalArgumentException if it cannot be written: it holds a null, a number that is not
   *     finite, or half a surrogate pair
   */
  public Payload write(T value) {
    return texts.write(value, codec, spaced);
  }
}
