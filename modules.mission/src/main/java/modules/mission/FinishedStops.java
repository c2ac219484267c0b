package modules.mission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * The error message of a device: the stops that it finished while the cloud was away (PROTOCOL
 * section 5.1). Of equal keys the last one counts.
 *
 * @param text the whole error message
 * @param last last of the stops, absent if there is none
 * @param end position behind the last stop, or of the end of the list if there is none
 */
record FinishedStops(Payload text, Optional<JsonValue> last, int end) {

  private static final String START = "{\"finishedStops\":[";

  static final FinishedStops NONE =
      new FinishedStops(Payload.ofText(START + "]}"), Optional.empty(), START.length());

  /**
   * Reads an error message.
   *
   * @throws IOException if it is not one of this module
   */
  static FinishedStops read(Payload error) throws IOException {
    return error.read(
        (bytes, offset, length) ->
            Json.readObject(
                bytes, offset, length, parser -> readFields(parser, error, bytes, offset)));
  }

  /** Returns the list with one more stop. */
  FinishedStops with(JsonValue stop) {
    return text.read(
        (bytes, offset, length) -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream(length + 256);
          out.write(bytes, offset, end);
          if (last.isPresent()) {
            out.write(',');
          }
          stop.appendTo(out);
          int newEnd = out.size();
          out.write(bytes, offset + end, length - end);
          return new FinishedStops(Payload.wrap(out.toByteArray()), Optional.of(stop), newEnd);
        });
  }

  private static FinishedStops readFields(
      JsonParser parser, Payload error, byte[] bytes, int offset) throws IOException {
    FinishedStops result = null;
    for (String key; (key = parser.nextFieldName()) != null; ) {
      JsonToken token = parser.nextToken();
      if (key.equals("finishedStops")) {
        result = token == JsonToken.START_ARRAY ? readStops(parser, error, bytes, offset) : null;
      }
      parser.skipChildren();
    }
    if (result == null) {
      throw new IOException("finishedStops is missing or not an array");
    }
    return result;
  }

  private static FinishedStops readStops(JsonParser parser, Payload error, byte[] bytes, int offset)
      throws IOException {
    int from = -1;
    int to = -1;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      from = Json.start(parser);
      to = Json.skip(parser);
    }
    return from < 0
        ? new FinishedStops(error, Optional.empty(), Json.start(parser))
        : new FinishedStops(
            error, Optional.of(JsonValue.copyOf(bytes, offset + from, offset + to)), to);
  }
}
