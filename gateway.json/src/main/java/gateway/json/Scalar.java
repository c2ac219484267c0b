package gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;

/** Values without parts. Nothing is converted: {@code "1"} is no number and 1.0 no integer. */
enum Scalar implements Codec {
  BOOLEAN {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      return switch (parser.currentToken()) {
        case VALUE_TRUE -> Boolean.TRUE;
        case VALUE_FALSE -> Boolean.FALSE;
        default -> Codec.fault(parser, "is not a boolean");
      };
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
      out.writeBoolean((Boolean) value);
    }
  },

  INT {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() != NumberType.INT) {
        return Codec.fault(parser, "is not an integer of 32 bits");
      }
      return parser.getIntValue();
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
      out.writeNumber((Integer) value);
    }
  },

  LONG {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == NumberType.BIG_INTEGER) {
        return Codec.fault(parser, "is not an integer of 64 bits");
      }
      return parser.getLongValue();
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
      out.writeNumber((Long) value);
    }
  },

  /** Any number, also one that a double cannot hold. */
  NUMBER {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      if (!parser.currentToken().isNumeric()) {
        return Codec.fault(parser, "is not a number");
      }
      return parser.getDoubleValue();
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
      DOUBLE.write(value, out);
    }
  },

  DOUBLE {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      if (!parser.currentToken().isNumeric()) {
        return Codec.fault(parser, "is not a number");
      }
      double value = parser.getDoubleValue();
      return Double.isFinite(value) ? value : Fault.of("is too large a number");
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
      double number = (Double) value;
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("JSON has no number " + number);
      }
      out.writeNumber(number);
    }
  },

  STRING {
    @Override
    public Object read(JsonParser parser, Payload text) throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        return Codec.fault(parser, "is not a string");
      }
      String value = parser.getText();
      return isUnicode(value) ? value : Fault.of("has half a surrogate pair");
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
      out.writeString(requireUnicode((String) value));
    }
  };

  static String requireUnicode(String text) {
    if (!isUnicode(text)) {
      throw new IllegalArgumentException("a string has half a surrogate pair");
    }
    return text;
  }

  /** Half a pair has no form in UTF-8: escaped it could come in, but never go out. */
  static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || ++i == text.length()
            || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
