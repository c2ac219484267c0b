package modules.mission;

import gateway.json.JsonType;
import gateway.json.JsonValue;
import java.util.List;
import java.util.Optional;
import modules.mission.MissionStatus.State;

/**
 * The error message of a device: the stops that it finished while the cloud was away (PROTOCOL
 * section 5.1). What it does not know of the text stays.
 *
 * @param text the whole error message
 * @param last last of the stops, absent if there is none
 */
record FinishedStops(JsonValue text, Optional<JsonValue> last) {

  static final JsonType<FinishedStops> TYPE = JsonType.of(FinishedStops::read, FinishedStops::text);

  private static final String KEY = "finishedStops";

  private static final FinishedStops NONE =
      new FinishedStops(JsonValue.of("{\"finishedStops\":[]}"), Optional.empty());

  private static FinishedStops read(JsonValue text) {
    List<JsonValue> elements = text.member(KEY).elements();
    return new FinishedStops(
        text,
        elements.isEmpty() ? Optional.empty() : Optional.of(elements.get(elements.size() - 1)));
  }

  /** Folds a status that could not be delivered. */
  static FinishedStops fold(Optional<FinishedStops> before, MissionStatus status) {
    FinishedStops stops = before.orElse(NONE);
    boolean finished =
        status.state() == State.IN_STOP && stops.last().filter(status.nextStop()::equals).isEmpty();
    return finished ? stops.with(status.nextStop()) : stops;
  }

  private FinishedStops with(JsonValue stop) {
    JsonValue stops = text.member(KEY).plus(stop.compact());
    return new FinishedStops(text.with(KEY, stops), Optional.of(stop));
  }
}
