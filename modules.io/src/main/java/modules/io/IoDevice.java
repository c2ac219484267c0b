package modules.io;

import gateway.json.JsonDevice;
import gateway.json.JsonType;
import gateway.json.JsonValue;

/** One board: the rules of PROTOCOL section 5.2. */
final class IoDevice extends JsonDevice<IoStatus, JsonValue> {

  private record Action(double outNum, double actType) {}

  private static final JsonType<JsonValue> COMMAND = JsonType.of(JsonValue.class);
  private static final JsonType<Action> ACTION = JsonType.of(Action.class);

  /** Outputs are numbered from 0 here and from 1 in a status, as production does. */
  private static final JsonValue ALL_OFF =
      JsonValue.of(
          "[{\"outNum\":0,\"actType\":0},{\"outNum\":1,\"actType\":0},"
              + "{\"outNum\":2,\"actType\":0},{\"outNum\":3,\"actType\":0}]");

  private static final JsonValue NOTHING = JsonValue.of("null");

  private final Board board;

  IoDevice(Board board) {
    super(board.status(), COMMAND, board == Board.BUTTON ? NOTHING : ALL_OFF);
    this.board = board;
  }

  @Override
  protected void checkCommand(JsonValue command) {
    switch (command.kind()) {
      case NULL -> {}
      case OBJECT -> {
        if (!command.members().isEmpty()) {
          throw new IllegalArgumentException("the text is an object that is not empty");
        }
      }
      default -> command.elements().forEach(action -> action.as(ACTION));
    }
  }

  @Override
  protected boolean sendNow(IoStatus current, IoStatus status) {
    return !current.inputs().equals(status.inputs())
        || !current.outputs().equals(status.outputs())
        || (board == Board.OPTA && (status.presses() > 0 || isReleased(current, status)));
  }

  private static boolean isReleased(IoStatus current, IoStatus status) {
    return current.presses() > 0 && status.presses() == 0;
  }

  /** Another object with the same values, so that it is written again. */
  @Override
  protected IoStatus aggregate(IoStatus current, IoStatus status) {
    return new IoStatus(status.inputs(), status.outputs(), status.presses());
  }
}
