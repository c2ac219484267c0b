package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a value as what is equal for equal values, whatever the way they are written. */
enum MeaningCodec implements Codec {
  ANY;

  @Override
  public Object read(JsonParser parser, Payload text) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser, text);
      case START_ARRAY -> elements(parser, text);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> Optional.empty();
      default -> number(parser.getText());
    };
  }

  private Map<String, Object> members(JsonParser parser, Payload text) throws IOException {
    Map<String, Object> members = new HashMap<>();
    for (String key; (key = parser.nextFieldName()) != null; ) {
      parser.nextToken();
      members.put(key, read(parser, text));
    }
    return members;
  }

  private List<Object> elements(JsonParser parser, Payload text) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(read(parser, text));
    }
    return elements;
  }

  /** A number with an extreme exponent equals only the same text. */
  private static Object number(String text) {
    try {
      return new BigDecimal(text).stripTrailingZeros();
    } catch (ArithmeticException | NumberFormatException e) {
      return List.of("number", text);
    }
  }

  @Override
  public void write(Object value, JsonGenerator out) {
    throw new UnsupportedOperationException();
  }
}
