package modules.mission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What the module needs of a command (PROTOCOL section 5.1). Of equal keys the last one counts.
 *
 * @param text the whole command
 * @param firstStop first of the stops, absent if there is none
 * @param cutFrom position of the first stop
 * @param cutTo position of the second stop, or of the end of the stops if there is only one
 */
record MissionCommand(Payload text, Optional<JsonValue> firstStop, int cutFrom, int cutTo) {

  /** The default command, with the key order and spacing of the production gateway. */
  static final Payload FIRST =
      Payload.ofText("{\"action\":\"NO_ACTION\",\"route\":\"\",\"stops\":[]}");

  private static final Set<String> ACTIONS = Set.of("NO_ACTION", "STOP", "START");

  /**
   * Reads a command.
   *
   * @throws IOException if the command is not valid
   */
  static MissionCommand read(Payload command) throws IOException {
    return command.read(
        (bytes, offset, length) ->
            Json.readObject(
                bytes, offset, length, parser -> readFields(parser, command, bytes, offset)));
  }

  /** Returns the command without its first stop, without blanks, otherwise as it was written. */
  Payload withoutFirstStop() {
    return text.read(
        (bytes, offset, length) -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream(length);
          Json.appendCompact(bytes, offset, offset + cutFrom, out);
          Json.appendCompact(bytes, offset + cutTo, offset + length, out);
          return Payload.wrap(out.toByteArray());
        });
  }

  private static MissionCommand readFields(
      JsonParser parser, Payload command, byte[] bytes, int offset) throws IOException {
    boolean action = false;
    boolean route = false;
    MissionCommand result = null;
    for (String key; (key = parser.nextFieldName()) != null; ) {
      JsonToken token = parser.nextToken();
      switch (key) {
        case "action" ->
            action = token == JsonToken.VALUE_STRING && ACTIONS.contains(parser.getText());
        case "route" -> route = token == JsonToken.VALUE_STRING;
        case "stops" ->
            result =
                token == JsonToken.START_ARRAY ? readStops(parser, command, bytes, offset) : null;
        default -> {}
      }
      // What has been read to its end already is not skipped twice.
      parser.skipChildren();
    }
    if (!action || !route || result == null) {
      throw new IOException("action, route or stops is missing or of a wrong type");
    }
    return result;
  }

  private static MissionCommand readStops(
      JsonParser parser, Payload command, byte[] bytes, int offset) throws IOException {
    if (parser.nextToken() == JsonToken.END_ARRAY) {
      return new MissionCommand(command, Optional.empty(), 0, 0);
    }
    int from = Json.start(parser);
    int to = Json.skip(parser);
    JsonToken next = parser.nextToken();
    int cutTo = Json.start(parser);
    while (next != JsonToken.END_ARRAY) {
      parser.skipChildren();
      next = parser.nextToken();
    }
    return new MissionCommand(
        command, Optional.of(JsonValue.copyOf(bytes, offset + from, offset + to)), from, cutTo);
  }
}
