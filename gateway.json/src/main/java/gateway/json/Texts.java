package gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import gateway.api.device.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Whole texts: their limits and their spacing. Keeps no object of a module. */
final class Texts {

  private static final int MAX_BYTES = 1024 * 1024;

  private static final Fault NOT_UTF8 = Fault.of("is not UTF-8");
  private static final Fault TOO_LARGE = Fault.of("is larger than " + MAX_BYTES + " bytes");
  private static final Fault EMPTY = Fault.of("is empty");
  private static final Fault MORE = Fault.of("continues after its end");

  /** A factory of its own keeps the keys that hostile devices make up out of other modules. */
  private final JsonFactory factory =
      new JsonFactoryBuilder()
          // Payloads are UTF-8; without this a UTF-16 text would be understood here and nowhere
          // else.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(512)
                  .maxNumberLength(100)
                  .maxNameLength(1000)
                  .maxStringLength(MAX_BYTES)
                  .build())
          .build();

  /** Reads a text; returns the value or a {@link Fault}. */
  Object read(Payload text, Codec codec) {
    if (text.size() > MAX_BYTES) {
      return TOO_LARGE;
    }
    try {
      return text.read((bytes, offset, length) -> read(bytes, offset, length, text, codec));
    } catch (StreamConstraintsException e) {
      return Fault.of("is refused: " + e.getOriginalMessage().replaceAll(", from `[^`]*`", ""));
    } catch (JsonProcessingException e) {
      return Fault.of("is not JSON near byte " + e.getLocation().getByteOffset());
    } catch (IOException e) {
      return NOT_UTF8;
    }
  }

  private Object read(byte[] bytes, int offset, int length, Payload text, Codec codec)
      throws IOException {
    requireUtf8(bytes, offset, length);
    try (JsonParser parser = factory.createParser(bytes, offset, length)) {
      if (parser.nextToken() == null) {
        return EMPTY;
      }
      Object value = codec.read(parser, text);
      return parser.nextToken() == null ? value : MORE;
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

  /** Writes a text. */
  Payload write(Object value, Codec codec, boolean spaced) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator out = factory.createGenerator(bytes)) {
      if (spaced) {
        out.setPrettyPrinter(new Spaces());
      }
      codec.write(value, out);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be written: " + e.getMessage(), e);
    }
    return Payload.wrap(bytes.toByteArray());
  }

  /** A blank after each colon and comma, as Python writes. */
  private static final class Spaces extends MinimalPrettyPrinter {

    private static final long serialVersionUID = 1L;

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
      out.writeRaw(": ");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
      out.writeRaw(", ");
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
      out.writeRaw(", ");
    }
  }
}
