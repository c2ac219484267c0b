package modules.mission;

import gateway.json.JsonValue;
import java.util.List;

/** What every command has (PROTOCOL section 5.1), in the key order of the production gateway. */
record MissionCommand(Action action, String route, List<JsonValue> stops) {

  static final MissionCommand FIRST = new MissionCommand(Action.NO_ACTION, "", List.of());

  enum Action {
    NO_ACTION,
    STOP,
    START
  }
}
