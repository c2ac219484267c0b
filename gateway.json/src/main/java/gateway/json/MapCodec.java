package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object whose keys are not known before and whose values are of one type. */
record MapCodec(Codec element) implements Codec {

  private static final Fault BROKEN_KEY = Fault.of("has half a surrogate pair in its key");

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return Codec.fault(parser, "is not an object");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (String key; (key = parser.nextFieldName()) != null; ) {
      parser.nextToken();
      Object value = element.read(parser, text);
      values.put(key, Scalar.isUnicode(key) ? value : BROKEN_KEY);
    }
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      if (entry.getValue() instanceof Fault fault) {
        return fault.under(entry.getKey());
      }
    }
    return Collections.unmodifiableMap(values);
  }

  @Override
  public void write(Object value, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
      out.writeFieldName(Scalar.requireUnicode((String) entry.getKey()));
      element.write(entry.getValue(), out);
    }
    out.writeEndObject();
  }
}
