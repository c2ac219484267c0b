package gateway.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes JSON, comments allowed, into maps, lists, strings, booleans and numbers ({@link
 * Long} where it is integral and fits, else {@link BigDecimal}). A JSON null is left out.
 */
final class Json {

  /** Not JSON; the message says where. */
  static final class SyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Text that Jackson adds about a source that it does not show. */
  private static final String SOURCE = " \\(start marker at .*";

  private Json() {}

  /** Reads one object. */
  static Map<String, Object> parseObject(String text) throws SyntaxException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new SyntaxException("line 1, column 1: not a JSON object");
      }
      Map<String, Object> object = object(parser);
      if (parser.nextToken() != null) {
        throw new SyntaxException(at(parser.currentLocation()) + "text after the end");
      }
      return object;
    } catch (JsonProcessingException e) {
      String message = e.getOriginalMessage().replaceFirst(SOURCE, "");
      throw new SyntaxException(at(e.getLocation()) + message);
    } catch (IOException | RuntimeException e) {
      throw new SyntaxException("cannot be read: " + e.getMessage());
    }
  }

  private static String at(JsonLocation location) {
    return location == null
        ? ""
        : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      value(parser).ifPresent(value -> object.put(name, value));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(parser).ifPresent(array::add);
    }
    return array;
  }

  private static Optional<Object> value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> Optional.of(object(parser));
      case START_ARRAY -> Optional.of(array(parser));
      case VALUE_STRING -> Optional.of(text(parser));
      case VALUE_TRUE -> Optional.of(Boolean.TRUE);
      case VALUE_FALSE -> Optional.of(Boolean.FALSE);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Optional.of(number(parser));
      default -> Optional.empty();
    };
  }

  /** No value may hold it, and a path with it is refused by the JDK with an exception. */
  private static String text(JsonParser parser) throws IOException {
    String text = parser.getText();
    if (text.indexOf('\0') >= 0) {
      throw new JsonParseException(parser, "text with the character U+0000");
    }
    return text;
  }

  private static Number number(JsonParser parser) throws IOException {
    try {
      BigDecimal decimal = parser.getDecimalValue();
      // The scale of 1e999999999 is tiny and its integer has a billion digits: check its size
      // first.
      boolean small = (long) decimal.precision() - decimal.scale() <= 18;
      if (small && decimal.stripTrailingZeros().scale() <= 0) {
        return decimal.longValueExact();
      }
      return decimal;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new JsonParseException(
          parser, "a number with too large an exponent: " + parser.getText(), e);
    }
  }

  /** Returns a generator that indents. */
  static JsonGenerator generator(Writer out) throws IOException {
    return FACTORY.createGenerator(out).useDefaultPrettyPrinter();
  }

  /** Writes maps, lists, strings, booleans and numbers. */
  static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(entry.getKey().toString());
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> elements) {
      out.writeStartArray();
      for (Object element : elements) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof Number number) {
      out.writeNumber(number.toString());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else {
      out.writeString(value.toString());
    }
  }
}
