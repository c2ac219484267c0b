package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import gateway.api.device.Payload;
import java.io.IOException;

/** Any value, as it was written. */
enum ValueCodec implements Codec {
  ANY;

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    int from = start(parser);
    return new JsonValue("", text.part(from, skip(parser) - from));
  }

  @Override
  public void write(Object value, JsonGenerator out) throws IOException {
    out.writeRawValue(((JsonValue) value).text().toText());
  }

  /** Returns the position of the first byte of the current token. */
  static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Skips the current value, and returns the position behind its last byte. */
  static int skip(JsonParser parser) throws IOException {
    parser.skipChildren();
    parser.finishToken();
    return (int) parser.currentLocation().getByteOffset();
  }
}
