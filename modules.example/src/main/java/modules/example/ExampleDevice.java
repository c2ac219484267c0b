package modules.example;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import java.util.Optional;

/** One button with its lamp: the rules of PROTOCOL section 5.5. Texts are compared, not parsed. */
final class ExampleDevice implements DeviceLogic {

  private static final Payload RELEASED = Payload.ofText("{\"pressed\": false}");
  private static final Payload PRESSED = Payload.ofText("{\"pressed\": true}");
  private static final Payload DARK = Payload.ofText("{\"lit_up\": false}");
  private static final Payload LIT = Payload.ofText("{\"lit_up\": true}");

  private String refusal = "";

  @Override
  public boolean isStatusValid(Payload status) {
    return isOneOf(status, RELEASED, PRESSED);
  }

  @Override
  public boolean isCommandValid(Payload command) {
    return isOneOf(command, DARK, LIT);
  }

  private boolean isOneOf(Payload text, Payload one, Payload other) {
    if (text.equals(one) || text.equals(other)) {
      return true;
    }
    refusal = "the text is neither " + one.toText() + " nor " + other.toText();
    return false;
  }

  @Override
  public String refusalReason() {
    return refusal;
  }

  @Override
  public Payload firstCommand() {
    return DARK;
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    return !current.equals(status);
  }

  @Override
  public Payload aggregate(Payload current, Payload status) {
    return status;
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload command) {
    return status.equals(PRESSED) ? DARK : LIT;
  }
}
