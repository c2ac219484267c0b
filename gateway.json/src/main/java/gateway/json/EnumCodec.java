package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The constants of an enum, by name. */
final class EnumCodec implements Codec {

  private final Map<String, Object> constants = new LinkedHashMap<>();
  private final String[] names;
  private final Fault unknown;

  EnumCodec(Class<?> type) {
    Object[] all = type.getEnumConstants();
    names = new String[all.length];
    for (int i = 0; i < all.length; i++) {
      names[i] = name(type, ((Enum<?>) all[i]).name());
      constants.put(names[i], all[i]);
    }
    unknown = Fault.of("is none of " + String.join(", ", names));
  }

  private static String name(Class<?> type, String constant) {
    try {
      Key key = type.getField(constant).getAnnotation(Key.class);
      return key == null ? constant : key.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return unknown;
    }
    Object constant = constants.get(parser.getText());
    return constant == null ? unknown : constant;
  }

  @Override
  public void write(Object value, JsonGenerator out) throws IOException {
    out.writeString(names[((Enum<?>) value).ordinal()]);
  }
}
