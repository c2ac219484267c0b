package modules.mission;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.ModuleProperties;
import gateway.json.JsonErrors;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Module 1: missions of the autonomy computer (PROTOCOL section 5.1). */
@Component(configurationPid = "modules.mission")
@ModuleProperties(
    number = 1,
    deviceTypes = {"0", "1"})
@Designate(ocd = MissionModule.Config.class)
public final class MissionModule implements FleetModule {

  @ObjectClassDefinition(name = "Mission module")
  @interface Config {

    @AttributeDefinition(name = "Module number")
    int module_number() default 1;

    @AttributeDefinition(
        name = "Device types",
        description = "Supported device types: numbers, or * for every type")
    String[] module_deviceTypes() default {"0", "1"};
  }

  private final JsonErrors<MissionStatus, FinishedStops> errors =
      new JsonErrors<>(MissionDevice.STATUS, FinishedStops.TYPE);

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new MissionDevice(device::nanoTime);
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return errors.fold(error, status, FinishedStops::fold);
  }
}
