package modules.io;

import gateway.json.JsonType;

/** A device type: how many inputs and outputs it has (PROTOCOL section 5.2). */
enum Board {
  OPTA(6, 4),
  MEGA(4, 4),
  UNO(6, 7),
  BUTTON(1, 0),
  /** None of them; refuses every status. */
  UNKNOWN(0, 0);

  private final int inputs;
  private final int outputs;
  private final JsonType<IoStatus> status;

  Board(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    status = JsonType.of(text -> IoStatus.read(this, text), IoStatus::toJson);
  }

  /** Returns the board of a device type. */
  static Board of(int deviceType) {
    return switch (deviceType) {
      case 1 -> OPTA;
      case 2 -> MEGA;
      case 3 -> UNO;
      case 4 -> BUTTON;
      default -> UNKNOWN;
    };
  }

  int inputs() {
    return inputs;
  }

  /** Returns the number of outputs; a board without outputs has no second part in its status. */
  int outputs() {
    return outputs;
  }

  JsonType<IoStatus> status() {
    return status;
  }
}
