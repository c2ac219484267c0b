package modules.io;

import static java.util.Objects.requireNonNull;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.ModuleProperties;
import gateway.json.JsonErrors;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Module 2: boards with inputs and outputs (PROTOCOL section 5.2). */
@Component(configurationPid = "modules.io")
@ModuleProperties(
    number = 2,
    deviceTypes = {"1", "2", "3", "4"})
@Designate(ocd = IoModule.Config.class)
public final class IoModule implements FleetModule {

  @ObjectClassDefinition(name = "IO module")
  @interface Config {

    @AttributeDefinition(name = "Module number")
    int module_number() default 2;

    @AttributeDefinition(
        name = "Device types",
        description = "Supported device types, of 1 (Opta), 2 (Mega), 3 (Uno) and 4 (button)")
    String[] module_deviceTypes() default {"1", "2", "3", "4"};
  }

  private final Map<Board, JsonErrors<IoStatus, ButtonPresses>> errors = new EnumMap<>(Board.class);

  /** Makes the module. */
  public IoModule() {
    for (Board board : Board.values()) {
      errors.put(board, new JsonErrors<>(board.status(), ButtonPresses.TYPE));
    }
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new IoDevice(Board.of(device.deviceType()));
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    Board board = Board.of(deviceType);
    return requireNonNull(errors.get(board))
        .fold(error, status, board == Board.BUTTON ? ButtonPresses::none : ButtonPresses::fold);
  }
}
