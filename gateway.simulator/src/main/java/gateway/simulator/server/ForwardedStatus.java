package gateway.simulator.server;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.protocol.external.Status;
import java.util.Optional;

/**
 * A status that the server handed to the library of its module.
 *
 * @param device as it stands in the status
 * @param state CONNECTING, RUNNING or DISCONNECT
 * @param counter unsigned
 * @param data status data
 * @param error error message, empty if the status carried none
 */
public record ForwardedStatus(
    Device device, Status.DeviceState state, int counter, Payload data, Optional<Payload> error) {

  static ForwardedStatus of(Status status) {
    return new ForwardedStatus(
        Devices.fromWire(status.getDeviceStatus().getDevice()),
        status.getDeviceState(),
        status.getMessageCounter(),
        Payload.wrap(status.getDeviceStatus().getStatusData().toByteArray()),
        status.hasErrorMessage()
            ? Optional.of(Payload.wrap(status.getErrorMessage().toByteArray()))
            : Optional.empty());
  }
}
