package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An array whose elements are of one type. */
record ListCodec(Codec element) implements Codec {

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return Codec.fault(parser, "is not an array");
    }
    List<Object> values = new ArrayList<>();
    Fault fault = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = element.read(parser, text);
      if (fault == null && value instanceof Fault inner) {
        fault = inner.at(values.size());
      }
      values.add(value);
    }
    return fault == null ? Collections.unmodifiableList(values) : fault;
  }

  @Override
  public void write(Object value, JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (Object each : (List<?>) value) {
      element.write(each, out);
    }
    out.writeEndArray();
  }
}
