package modules.mission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reading JSON texts: strictly UTF-8, one value, nothing after it. */
final class Json {

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          // Payloads are UTF-8; without this a UTF-16 text would be understood here and nowhere
          // else.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private static final ObjectMapper TREES = new ObjectMapper(FACTORY);

  private Json() {}

  /**
   * Takes what it needs from an object whose opening brace has been read, up to the closing one.
   */
  @FunctionalInterface
  interface ObjectReader<T> {
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads a text that is one object.
   *
   * @throws IOException if it is not
   */
  static <T> T readObject(byte[] bytes, int offset, int length, ObjectReader<T> reader)
      throws IOException {
    requireUtf8(bytes, offset, length);
    try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      T result = reader.read(parser);
      if (parser.nextToken() != null) {
        throw new IOException("text after the JSON object");
      }
      return result;
    }
  }

  /** Reads the tree of a value that has been read once. */
  static JsonNode tree(byte[] bytes) {
    try {
      return TREES.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /** Returns the position of the first byte of the current token, from the start of the text. */
  static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Skips the current value, and returns the position behind its last byte. */
  static int skip(JsonParser parser) throws IOException {
    parser.skipChildren();
    parser.finishToken();
    return (int) parser.currentLocation().getByteOffset();
  }

  /** Appends a part of a JSON text without the blanks between its tokens, otherwise unchanged. */
  static void appendCompact(byte[] bytes, int from, int to, ByteArrayOutputStream out) {
    boolean inString = false;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (inString) {
        if (b == '\\') {
          out.write(b);
          b = bytes[++i];
        } else if (b == '"') {
          inString = false;
        }
        out.write(b);
      } else if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        inString = b == '"';
        out.write(b);
      }
    }
  }

  /** The parser lets malformed sequences of some kinds pass. */
  private static void requireUtf8(byte[] bytes, int offset, int length) throws IOException {
    int all = 0;
    for (int i = offset; i < offset + length; i++) {
      all |= bytes[i];
    }
    if (all < 0) {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
    }
  }
}
