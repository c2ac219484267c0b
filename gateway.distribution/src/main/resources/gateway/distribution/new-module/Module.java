package {{package}};

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

/** Module {{number}}: devices that send a temperature and are told which one to keep. */
@Component
@ModuleProperties(number = {{number}}, deviceTypes = {{types}})
public final class {{class}} implements FleetModule {

  /** Status of a device. */
  record Status(double temperature) {}

  /** Command to a device. */
  record Command(double target) {}

  /** Error message for the cloud after an outage, a summary of the undelivered statuses. */
  record Missed(long statuses, double highest) {}

  private static final JsonType<Status> STATUS = JsonType.of(Status.class);
  private static final JsonType<Command> COMMAND = JsonType.of(Command.class);

  private final JsonErrors<Status, Missed> errors =
      new JsonErrors<>(STATUS, JsonType.of(Missed.class));

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new Thermostat();
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return errors.fold(error, status, {{class}}::count);
  }

  private static Missed count(Optional<Missed> missed, Status status) {
    Missed before = missed.orElse(new Missed(0, status.temperature()));
    return new Missed(before.statuses() + 1, Math.max(before.highest(), status.temperature()));
  }

  /** One device. Its fields would be its state; methods that are not overridden have a default. */
  private static final class Thermostat extends JsonDevice<Status, Command> {

    Thermostat() {
      super(STATUS, COMMAND, new Command(20));
    }

    /** Small changes stay here; the current status is forwarded every 15 s anyway. */
    @Override
    protected boolean sendNow(Status current, Status status) {
      return Math.abs(status.temperature() - current.temperature()) >= 0.5;
    }
  }
}
