package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that may be null, and unless {@code required} also missing. */
record OptionalCodec(Codec value, boolean required) implements Codec {

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    Object read = value.read(parser, text);
    return read instanceof Fault ? read : Optional.of(read);
  }

  @Override
  public void write(Object optional, JsonGenerator out) throws IOException {
    Optional<?> present = (Optional<?>) optional;
    if (present.isPresent()) {
      value.write(present.get(), out);
    } else {
      out.writeNull();
    }
  }

  @Override
  public @Nullable Object absent() {
    return required ? null : Optional.empty();
  }
}
