package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes a value apart, one level deep: a list of {@link Part}. */
enum PartsCodec implements Codec {
  OF_ARRAY {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        return Codec.fault(parser, "is not an array");
      }
      List<Part> parts = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        parts.add(part("", parser));
      }
      return parts;
    }
  },

  OF_OBJECT {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        return Codec.fault(parser, "is not an object");
      }
      List<Part> parts = new ArrayList<>();
      for (String key; (key = parser.nextFieldName()) != null; ) {
        parser.nextToken();
        parts.add(part(key, parser));
      }
      return parts;
    }
  };

  private static Part part(String key, JsonParser parser) throws IOException {
    int from = ValueCodec.start(parser);
    return new Part(key, from, ValueCodec.skip(parser));
  }

  @Override
  public void write(Object value, JsonGenerator out) {
    throw new UnsupportedOperationException();
  }
}
