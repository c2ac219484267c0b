package modules.caraccessory;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.ModuleProperties;
import gateway.json.InvalidJsonException;
import gateway.json.JsonErrors;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Module 2: buttons in the vehicle (PROTOCOL section 5.3). */
@Component(configurationPid = "modules.caraccessory")
@ModuleProperties(number = 2, deviceTypes = "0", firstStatusGeneratesCommand = false)
@Designate(ocd = CarAccessoryModule.Config.class)
public final class CarAccessoryModule implements FleetModule {

  private static final Payload WITHOUT_KEY =
      Payload.ofText("{\"error\": \"a status has no key \\\"pressed\\\"\"}");

  @ObjectClassDefinition(name = "Car accessory module")
  @interface Config {

    @AttributeDefinition(name = "Module number")
    int module_number() default 2;

    @AttributeDefinition(
        name = "Device types",
        description = "Supported device types: numbers, or * for every type")
    String[] module_deviceTypes() default "0";
  }

  private final JsonErrors<ButtonDevice.Status, PressCount> errors =
      new JsonErrors<>(ButtonDevice.STATUS, PressCount.TYPE);

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new ButtonDevice();
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    if (error.filter(WITHOUT_KEY::equals).isPresent()) {
      return WITHOUT_KEY;
    }
    try {
      return errors.fold(error, status, PressCount::fold);
    } catch (InvalidJsonException e) {
      return WITHOUT_KEY;
    }
  }
}
