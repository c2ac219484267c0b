package modules.mission;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.module.ModuleProperties;
import java.io.IOException;
import java.util.Optional;
import modules.mission.MissionStatus.State;
import org.osgi.service.component.annotations.Activate;
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

    @AttributeDefinition(name = "Device types", description = "Numbers, or * for every type")
    String[] module_deviceTypes() default {"0", "1"};
  }

  /** The error message made last, so that a row of statuses is folded without reading it again. */
  private FinishedStops folded = FinishedStops.NONE;

  /** Makes the module, ready for its first device. */
  @Activate
  public MissionModule() {
    loadClasses();
  }

  /** Loading the parser takes longer than a status may. */
  private void loadClasses() {
    Payload status =
        Payload.ofText(
            "{\"state\":\"IN_STOP\",\"telemetry\":{\"speed\":1.5},\"nextStop\":{\"a\":1}}");
    Payload command =
        Payload.ofText("{\"action\":\"START\",\"route\":\"\",\"stops\":[{\"a\":1.0}]}");
    DeviceLogic device = new MissionDevice(System::nanoTime);
    if (device.isStatusValid(status) && device.isCommandValid(command)) {
      device.sendNow(status, status);
      device.nextCommand(status, status, Optional.empty(), command);
    }
    aggregateError(0, Optional.empty(), status);
  }

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return new MissionDevice(device::nanoTime);
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    MissionStatus undelivered;
    try {
      undelivered = MissionStatus.read(status, null);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a mission status", e);
    }
    FinishedStops stops = error.map(this::read).orElse(FinishedStops.NONE);
    boolean finished =
        undelivered.state() == State.IN_STOP
            && stops.last().filter(undelivered.nextStop()::sameAs).isEmpty();
    folded = finished ? stops.with(undelivered.nextStop()) : stops;
    return folded.text();
  }

  private FinishedStops read(Payload error) {
    if (error == folded.text()) {
      return folded;
    }
    try {
      return FinishedStops.read(error);
    } catch (IOException e) {
      // An error message of another module that had this number before.
      return FinishedStops.NONE;
    }
  }
}
