package gateway.testkit;

import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import java.util.Optional;

/** A module as it should be: a button that switches a lamp, and counts what the cloud misses. */
class LampModule implements FleetModule {

  static final ModuleDescription DESCRIPTION =
      new ModuleDescription(4711, DeviceTypes.of(0), true, false);

  static Samples samples() {
    return Samples.ofType(0)
        .statuses("{\"pressed\":true}", "{\"pressed\":false}")
        .invalidStatuses("{\"pressed\":7}")
        .commands("{\"lit\":true}")
        .invalidCommands("{\"lit\":7}");
  }

  /** A component that offers something else. */
  static final class Other extends LampModule {}

  /** A component without properties. */
  static final class Unannotated extends LampModule {}

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new Lamp();
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    int missed =
        error
            .map(Payload::toText)
            .filter(e -> e.matches("\\d{1,9}"))
            .map(Integer::valueOf)
            .orElse(0);
    return Payload.ofText(String.valueOf(missed + 1));
  }

  static class Lamp implements DeviceLogic {

    @Override
    public boolean isStatusValid(Payload status) {
      return status.toText().matches("\\{\"pressed\":(true|false)}");
    }

    @Override
    public boolean isCommandValid(Payload command) {
      return command.toText().matches("\\{\"lit\":(true|false)}");
    }

    @Override
    public String refusalReason() {
      return "pressed is missing";
    }

    @Override
    public Payload firstCommand() {
      return Payload.ofText("{\"lit\":false}");
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
      return command;
    }
  }
}
