package modules.io;

import gateway.json.JsonType;
import gateway.json.Key;
import java.util.Optional;

/**
 * The error message of a board: how often its button was pressed while the cloud was away (PROTOCOL
 * section 5.2).
 */
record ButtonPresses(@Key("aggregatedButtonPresses") long sum) {

  static final JsonType<ButtonPresses> TYPE = JsonType.of(ButtonPresses.class);

  private static final ButtonPresses NONE = new ButtonPresses(0);

  /** Folds a status of a board that counts. */
  static ButtonPresses fold(Optional<ButtonPresses> before, IoStatus status) {
    return before.orElse(NONE).plus(status.presses());
  }

  /** Folds a status of a board that does not count. */
  static ButtonPresses none(Optional<ButtonPresses> before, IoStatus status) {
    return NONE;
  }

  /** Stays at the largest number, beyond which only a broken counter can lead. */
  private ButtonPresses plus(long presses) {
    long result = sum + presses;
    boolean overflow = ((sum ^ result) & (presses ^ result)) < 0;
    return new ButtonPresses(!overflow ? result : presses > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
  }
}
