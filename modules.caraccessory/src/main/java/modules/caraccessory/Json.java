package modules.caraccessory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gateway.api.device.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reading payloads that are one JSON object in UTF-8. */
final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** Reads an object; of equal keys the last one counts. Empty for anything else. */
  static Optional<ObjectNode> object(Payload payload) {
    try {
      // Decoded first, because the parser would let some malformed sequences pass.
      JsonNode tree =
          payload.read(
              (bytes, offset, length) ->
                  MAPPER.readTree(
                      StandardCharsets.UTF_8
                          .newDecoder()
                          .decode(ByteBuffer.wrap(bytes, offset, length))
                          .toString()));
      return tree instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Reads the value of a key of an object; empty when either is missing. */
  static Optional<JsonNode> value(Payload payload, String key) {
    return object(payload).map(object -> object.get(key));
  }

  /** Truth as Python sees it: false, null, 0, "", [] and {} are false. */
  static boolean isTrue(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> value.booleanValue();
      case NUMBER ->
          value.isIntegralNumber()
              ? value.bigIntegerValue().signum() != 0
              : value.doubleValue() != 0;
      case STRING -> !value.textValue().isEmpty();
      case ARRAY, OBJECT -> !value.isEmpty();
      default -> false;
    };
  }
}
