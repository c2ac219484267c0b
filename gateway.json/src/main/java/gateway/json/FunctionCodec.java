package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import gateway.api.device.Payload;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;

/** Values that the author reads and writes. */
record FunctionCodec<T>(Function<JsonValue, T> reader, Function<T, JsonValue> writer)
    implements Codec {

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    JsonValue value = (JsonValue) ValueCodec.ANY.read(parser, text);
    try {
      return Objects.requireNonNull(reader.apply(value), "the reader returned null");
    } catch (IllegalArgumentException e) {
      return Fault.of(e);
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public void write(Object value, JsonGenerator out) throws IOException {
    ValueCodec.ANY.write(writer.apply((T) value), out);
  }
}
