package gateway.external.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.base.Vehicle;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.Status;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceStatus;
import java.util.List;
import java.util.Optional;

/** The messages to the External Server (PROTOCOL section 1.2). Payload bytes are not copied. */
final class Messages {

  private Messages() {}

  static Device device(gateway.api.device.Device device) {
    return Device.newBuilder()
        .setModuleValue(device.module())
        .setDeviceType(device.deviceType())
        .setDeviceRole(device.role())
        .setDeviceName(device.name())
        .setPriority(device.priority())
        .build();
  }

  static DeviceKey key(Device device) {
    return new DeviceKey(device.getModuleValue(), device.getDeviceType(), device.getDeviceRole());
  }

  static byte[] connect(String session, Vehicle vehicle, List<Device> devices) {
    return ExternalClient.newBuilder()
        .setConnect(
            Connect.newBuilder()
                .setSessionId(session)
                .setCompany(vehicle.company())
                .setVehicleName(vehicle.name())
                .addAllDevices(devices))
        .build()
        .toByteArray();
  }

  static byte[] status(
      String session,
      Status.DeviceState state,
      int counter,
      Device device,
      StatusReport report,
      Optional<Payload> error) {
    Status.Builder status =
        Status.newBuilder()
            .setSessionId(session)
            .setDeviceState(state)
            .setMessageCounter(counter)
            .setDeviceStatus(
                DeviceStatus.newBuilder().setDevice(device).setStatusData(bytes(report.status())));
    error.ifPresent(e -> status.setErrorMessage(bytes(e)));
    return ExternalClient.newBuilder().setStatus(status).build().toByteArray();
  }

  static byte[] commandResponse(String session, CommandResponse.Type type, int counter) {
    return ExternalClient.newBuilder()
        .setCommandResponse(
            CommandResponse.newBuilder()
                .setSessionId(session)
                .setType(type)
                .setMessageCounter(counter))
        .build()
        .toByteArray();
  }

  private static ByteString bytes(Payload payload) {
    return payload.read(UnsafeByteOperations::unsafeWrap);
  }
}
