package gateway.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A module whose every call must end in order, as must those of a {@link #checked} logic: it
 * returns something, throws nothing and leaves the bytes alone. A failure is reported in the
 * author's terms.
 */
final class CheckedModule implements FleetModule {

  private static final String HANDLE_ACCEPTED =
      "Every status and command that isStatusValid and isCommandValid accept"
          + " must be handled here: refuse it there, or handle it here. The current"
          + " status and the command may come from another version.";

  private static final String VERDICT =
      "Return false for what you do not understand: failures of several devices set the whole"
          + " module aside.";

  private final FleetModule module;

  CheckedModule(FleetModule module) {
    this.module = module;
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return call(
        "newDevice",
        "Make a logic for each supported device type, whatever the current status is: another"
            + " version of the module may have made it.",
        () -> module.newDevice(device),
        device.currentStatus().orElse(Payload.EMPTY));
  }

  /** Returns a logic whose every call must end in order. */
  static DeviceLogic checked(DeviceLogic logic) {
    return new Logic(logic);
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return call(
        "aggregateError",
        "The status would be missing from the error message. Fold every status that isStatusValid"
            + " accepts; an error message that you cannot read comes from another"
            + " version: start again.",
        () -> module.aggregateError(deviceType, error, status),
        status,
        error.orElse(Payload.EMPTY));
  }

  private static <T> T call(String name, String advice, Supplier<T> call, Payload... inputs) {
    int[] before = hashes(inputs);
    T result;
    try {
      result = call.get();
    } catch (Throwable thrown) {
      return fail(name + shown(inputs) + " threw " + brief(thrown) + ". " + advice, thrown);
    }
    if (result == null) {
      fail(name + shown(inputs) + " returned null: nothing is Payload.EMPTY. " + advice);
    }
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].hashCode() != before[i]) {
        fail(
            name
                + " has changed the bytes of a payload. They belong to the gateway and to other"
                + " devices' frames: copy them (toByteArray) before you change them.");
      }
    }
    return result;
  }

  private static int[] hashes(Payload... inputs) {
    int[] hashes = new int[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      hashes[i] = inputs[i].hashCode();
    }
    return hashes;
  }

  private static String shown(Payload... inputs) {
    StringBuilder text = new StringBuilder("(");
    for (Payload input : inputs) {
      text.append(text.length() > 1 ? ", " : "").append(PayloadText.of(input));
    }
    return text.append(')').toString();
  }

  private static String brief(Throwable thrown) {
    String text = thrown.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + '…';
  }

  private static final class Logic implements DeviceLogic {

    private final DeviceLogic logic;

    Logic(DeviceLogic logic) {
      this.logic = logic;
    }

    @Override
    public boolean isStatusValid(Payload status) {
      boolean valid = call("isStatusValid", VERDICT, () -> logic.isStatusValid(status), status);
      return valid || refused(status);
    }

    @Override
    public boolean isCommandValid(Payload command) {
      boolean valid = call("isCommandValid", VERDICT, () -> logic.isCommandValid(command), command);
      return valid || refused(command);
    }

    private boolean refused(Payload payload) {
      call(
          "refusalReason", "Return \"\" if there is nothing to say.", this::refusalReason, payload);
      return false;
    }

    @Override
    public String refusalReason() {
      return logic.refusalReason();
    }

    @Override
    public Payload firstCommand() {
      return call(
          "firstCommand", "Without a first command no device can be served.", logic::firstCommand);
    }

    @Override
    public boolean sendNow(Payload current, Payload status) {
      return call(
          "sendNow", HANDLE_ACCEPTED, () -> logic.sendNow(current, status), current, status);
    }

    @Override
    public Payload aggregate(Payload current, Payload status) {
      return call(
          "aggregate", HANDLE_ACCEPTED, () -> logic.aggregate(current, status), current, status);
    }

    @Override
    public Payload nextCommand(
        Payload status, Payload current, Optional<Payload> previous, Payload command) {
      return call(
          "nextCommand",
          HANDLE_ACCEPTED,
          () -> logic.nextCommand(status, current, previous, command),
          status,
          current,
          previous.orElse(Payload.EMPTY),
          command);
    }
  }
}
