package modules.caraccessory;

import gateway.json.JsonType;
import gateway.json.Key;
import java.util.Optional;

/**
 * The error message of a button: how often it was pressed among the statuses that the cloud has
 * missed (PROTOCOL section 5.3).
 */
record PressCount(
    @Key("pressed_count") long pressed,
    @Key("not_pressed_count") long notPressed,
    @Key("total_statuses") long total) {

  static final JsonType<PressCount> TYPE = JsonType.of(PressCount.class).spaced();

  PressCount {
    if (pressed < 0 || notPressed < 0 || pressed + notPressed != total) {
      throw new IllegalArgumentException("the counts do not add up");
    }
  }

  /** Folds a status that could not be delivered. */
  static PressCount fold(Optional<PressCount> before, ButtonDevice.Status status) {
    long pressed = before.map(PressCount::pressed).orElse(0L) + (status.isPressed() ? 1 : 0);
    long total = before.map(PressCount::total).orElse(0L) + 1;
    return new PressCount(pressed, total - pressed, total);
  }
}
