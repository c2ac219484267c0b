package modules.example;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.ModuleProperties;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Module 1000: the fleet protocol's example (PROTOCOL section 5.5). */
@Component(configurationPid = "modules.example")
@ModuleProperties(number = 1000, deviceTypes = "0")
@Designate(ocd = ExampleModule.Config.class)
public final class ExampleModule implements FleetModule {

  @ObjectClassDefinition(name = "Example module")
  @interface Config {

    @AttributeDefinition(name = "Module number")
    int module_number() default 1000;

    @AttributeDefinition(
        name = "Device types",
        description = "Supported device types: numbers, or * for every type")
    String[] module_deviceTypes() default "0";
  }

  private static final Payload ERROR = Payload.ofText("Default error");

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new ExampleDevice();
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return error.orElse(ERROR);
  }
}
