package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import gateway.api.device.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads and writes the values of one Java type as JSON text. Immutable; any thread. */
interface Codec {

  /**
   * Reads the value whose first token the parser has read, up to its last token.
   *
   * @param text the whole text
   * @return the value, or a {@link Fault}
   * @throws IOException if the text is not JSON
   */
  Object read(JsonParser parser, Payload text) throws IOException;

  /** Writes a value of the codec's type. */
  void write(Object value, JsonGenerator out) throws IOException;

  /** Returns the value of a component whose key is missing; null if it must be there. */
  default @Nullable Object absent() {
    return null;
  }

  /** Skips what cannot be read. */
  static Fault fault(JsonParser parser, String text) throws IOException {
    parser.skipChildren();
    return Fault.of(text);
  }
}
