package gateway.json.lamp;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.ModuleProperties;
import gateway.json.JsonDevice;
import gateway.json.JsonErrors;
import gateway.json.JsonType;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Buttons with a lamp that follows them. While the cloud is away, presses are counted. */
@Component
@ModuleProperties(number = 4000, deviceTypes = "0")
public final class LampModule implements FleetModule {

  record Status(boolean pressed) {}

  record Command(boolean lit) {}

  record Missed(int presses) {}

  private static final JsonType<Status> STATUS = JsonType.of(Status.class);
  private static final JsonType<Command> COMMAND = JsonType.of(Command.class);

  private final JsonErrors<Status, Missed> errors =
      new JsonErrors<>(STATUS, JsonType.of(Missed.class));

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new Lamp();
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return errors.fold(error, status, LampModule::count);
  }

  private static Missed count(Optional<Missed> missed, Status status) {
    return new Missed(missed.map(Missed::presses).orElse(0) + (status.pressed() ? 1 : 0));
  }

  private static final class Lamp extends JsonDevice<Status, Command> {

    Lamp() {
      super(STATUS, COMMAND, new Command(false));
    }

    @Override
    protected Command nextCommand(
        Status status, Status current, Optional<Status> previous, Command command) {
      return new Command(status.pressed());
    }
  }
}
