package modules.caraccessory;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import java.util.Optional;

/** One button with its lamp: the rules of PROTOCOL section 5.3. */
final class ButtonDevice implements DeviceLogic {

  private static final Payload LIT = Payload.ofText("{\"lit_up\": true}");
  private static final Payload DARK = Payload.ofText("{\"lit_up\": false}");

  private Payload read = Payload.EMPTY;
  private boolean pressed;

  @Override
  public boolean isStatusValid(Payload status) {
    return Json.value(status, CarAccessoryModule.PRESSED)
        .map(
            value -> {
              read = status;
              pressed = Json.isTrue(value);
              return true;
            })
        .orElse(false);
  }

  @Override
  public boolean isCommandValid(Payload command) {
    return Json.value(command, "lit_up").isPresent();
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
    if (status != read && !isStatusValid(status)) {
      throw new IllegalArgumentException("not a car accessory status");
    }
    return pressed ? LIT : DARK;
  }
}
