package modules.transparent;

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

/** Module 3: whatever devices and cloud say to each other is handed on (PROTOCOL section 5.4). */
@Component(configurationPid = "modules.transparent")
@ModuleProperties(number = 3, deviceTypes = "*")
@Designate(ocd = TransparentModule.Config.class)
public final class TransparentModule implements FleetModule {

  @ObjectClassDefinition(name = "Transparent module")
  @interface Config {

    @AttributeDefinition(name = "Module number")
    int module_number() default 3;

    @AttributeDefinition(
        name = "Device types",
        description = "Supported device types: numbers, or * for every type")
    String[] module_deviceTypes() default "*";
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new TransparentDevice();
  }

  /**
   * There is none: a reason from this module would not help, because it does not know the content
   * of a status.
   */
  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return Payload.EMPTY;
  }
}
