package modules.caraccessory;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.ModuleProperties;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Module 2: buttons in the vehicle (PROTOCOL section 5.3). */
@Component(configurationPid = "modules.caraccessory")
@ModuleProperties(number = 2, deviceTypes = "0", firstStatusGeneratesCommand = false)
@Designate(ocd = CarAccessoryModule.Config.class)
public final class CarAccessoryModule implements FleetModule {

  static final String PRESSED = "pressed";

  private static final Payload WITHOUT_KEY =
      Payload.ofText("{\"error\": \"a status has no key \\\"pressed\\\"\"}");

  @ObjectClassDefinition(name = "Car accessory module")
  @interface Config {

    @AttributeDefinition(name = "Module number")
    int module_number() default 2;

    @AttributeDefinition(name = "Device types", description = "Numbers, or * for every type")
    String[] module_deviceTypes() default "0";
  }

  /**
   * Makes the module, ready for its first device: loading the parser takes longer than a status
   * may.
   */
  @Activate
  public CarAccessoryModule() {
    Json.value(Payload.ofText("{\"pressed\": 1.5}"), PRESSED).ifPresent(Json::isTrue);
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new ButtonDevice();
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    if (error.filter(WITHOUT_KEY::equals).isPresent()) {
      return WITHOUT_KEY;
    }
    PressCount count = error.flatMap(PressCount::read).orElse(PressCount.NONE);
    return Json.value(status, PRESSED)
        .map(value -> count.with(Json.isTrue(value)).toPayload())
        .orElse(WITHOUT_KEY);
  }
}
