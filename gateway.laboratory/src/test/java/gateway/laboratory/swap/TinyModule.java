package gateway.laboratory.swap;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import java.util.Optional;

/** Stands for a shipped module. */
public final class TinyModule implements FleetModule, DeviceLogic {

  @Override
  public DeviceLogic newDevice(DeviceContext device) {
    return this;
  }

  @Override
  public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
    return status;
  }

  @Override
  public boolean isStatusValid(Payload status) {
    return true;
  }

  @Override
  public boolean isCommandValid(Payload command) {
    return true;
  }

  @Override
  public Payload firstCommand() {
    return Payload.ofText("{\"tiny\":true}");
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    return false;
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
