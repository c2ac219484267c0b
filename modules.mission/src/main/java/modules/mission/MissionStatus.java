package modules.mission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import gateway.api.device.Payload;
import java.io.IOException;

/**
 * What the module needs of a status (PROTOCOL section 5.1). Of equal keys the last one counts.
 *
 * @param state required
 * @param speed {@code telemetry.speed}, required
 * @param nextStop required, any value, also null
 */
record MissionStatus(State state, double speed, JsonValue nextStop) {

  enum State {
    IDLE,
    DRIVE,
    IN_STOP,
    OBSTACLE,
    ERROR;

    static State of(String name) {
      return switch (name) {
        case "IDLE" -> IDLE;
        case "DRIVE" -> DRIVE;
        case "IN_STOP" -> IN_STOP;
        case "OBSTACLE" -> OBSTACLE;
        case "ERROR" -> ERROR;
        default -> null;
      };
    }
  }

  /**
   * Reads a status.
   *
   * @param known the next stop of the status before, or null; it is taken over if it has not
   *     changed
   * @throws IOException if the status is not valid
   */
  static MissionStatus read(Payload status, JsonValue known) throws IOException {
    return status.read(
        (bytes, offset, length) ->
            Json.readObject(
                bytes, offset, length, parser -> readFields(parser, bytes, offset, known)));
  }

  private static MissionStatus readFields(
      JsonParser parser, byte[] bytes, int offset, JsonValue known) throws IOException {
    State state = null;
    double speed = Double.NaN;
    JsonValue nextStop = null;
    for (String key; (key = parser.nextFieldName()) != null; ) {
      JsonToken token = parser.nextToken();
      switch (key) {
        case "state" -> {
          state = token == JsonToken.VALUE_STRING ? State.of(parser.getText()) : null;
          parser.skipChildren();
        }
        case "telemetry" -> speed = readSpeed(parser);
        case "nextStop" -> {
          int from = offset + Json.start(parser);
          int to = offset + Json.skip(parser);
          nextStop =
              known != null && known.isWritten(bytes, from, to)
                  ? known
                  : JsonValue.copyOf(bytes, from, to);
        }
        default -> parser.skipChildren();
      }
    }
    if (state == null || nextStop == null || !Double.isFinite(speed)) {
      throw new IOException("state, telemetry.speed or nextStop is missing or of a wrong type");
    }
    return new MissionStatus(state, speed, nextStop);
  }

  private static double readSpeed(JsonParser parser) throws IOException {
    double speed = Double.NaN;
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return speed;
    }
    for (String key; (key = parser.nextFieldName()) != null; ) {
      JsonToken token = parser.nextToken();
      if (key.equals("speed")) {
        speed = token.isNumeric() ? parser.getDoubleValue() : Double.NaN;
      }
      parser.skipChildren();
    }
    return speed;
  }
}
