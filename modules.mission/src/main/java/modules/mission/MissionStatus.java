package modules.mission;

import gateway.json.JsonValue;

/**
 * What the module needs of a status (PROTOCOL section 5.1); the rest is not looked at.
 *
 * @param nextStop any value, also null
 */
record MissionStatus(State state, Telemetry telemetry, JsonValue nextStop) {

  enum State {
    IDLE,
    DRIVE,
    IN_STOP,
    OBSTACLE,
    ERROR
  }

  record Telemetry(double speed) {}
}
