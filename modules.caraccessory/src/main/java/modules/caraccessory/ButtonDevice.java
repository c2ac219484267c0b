package modules.caraccessory;

import gateway.api.device.Payload;
import gateway.json.JsonDevice;
import gateway.json.JsonType;
import gateway.json.JsonValue;
import gateway.json.Key;
import java.util.Optional;

/** One button with its lamp: the rules of PROTOCOL section 5.3. */
final class ButtonDevice extends JsonDevice<ButtonDevice.Status, ButtonDevice.Command> {

  /** A status; pressed may be any value. */
  record Status(JsonValue pressed) {

    /** Truth as Python sees it: false, null, 0, "", [] and {} are false. */
    boolean isPressed() {
      return switch (pressed.kind()) {
        case NULL -> false;
        case BOOLEAN -> pressed.asBoolean();
        case NUMBER -> pressed.asNumber() != 0;
        case STRING, ARRAY, OBJECT -> pressed.compact().text().size() > 2;
      };
    }
  }

  record Command(@Key("lit_up") JsonValue litUp) {}

  static final JsonType<Status> STATUS = JsonType.of(Status.class);
  private static final JsonType<Command> COMMAND = JsonType.of(Command.class).spaced();

  private static final Command LIT = new Command(JsonValue.of("true"));
  private static final Command DARK = new Command(JsonValue.of("false"));

  ButtonDevice() {
    super(STATUS, COMMAND, DARK);
  }

  /** Whatever differs in the bytes counts, as in the proof of concept. */
  @Override
  public boolean sendNow(Payload current, Payload status) {
    return !current.equals(status);
  }

  @Override
  protected Command nextCommand(
      Status status, Status current, Optional<Status> previous, Command command) {
    return status.isPressed() ? LIT : DARK;
  }
}
