package modules.caraccessory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gateway.api.device.Payload;
import java.util.Optional;

/**
 * The error message of a button: how often it was pressed among the statuses that the cloud has
 * missed (PROTOCOL section 5.3).
 */
record PressCount(long pressed, long total) {

  static final PressCount NONE = new PressCount(0, 0);

  /** Reads an error message; empty for one that this module did not make. */
  static Optional<PressCount> read(Payload error) {
    return Json.object(error).flatMap(PressCount::read);
  }

  private static Optional<PressCount> read(ObjectNode error) {
    JsonNode pressed = error.path("pressed_count");
    JsonNode total = error.path("total_statuses");
    return pressed.canConvertToLong()
            && total.canConvertToLong()
            && pressed.longValue() >= 0
            && total.longValue() >= pressed.longValue()
        ? Optional.of(new PressCount(pressed.longValue(), total.longValue()))
        : Optional.empty();
  }

  PressCount with(boolean isPressed) {
    return new PressCount(isPressed ? pressed + 1 : pressed, total + 1);
  }

  Payload toPayload() {
    return Payload.ofText(
        "{\"pressed_count\": "
            + pressed
            + ", \"not_pressed_count\": "
            + (total - pressed)
            + ", \"total_statuses\": "
            + total
            + "}");
  }
}
