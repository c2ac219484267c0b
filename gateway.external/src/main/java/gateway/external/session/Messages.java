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

  /** What a status takes beside its device and its bytes, at most. */
  static final int MAX_OVERHEAD = 64;

  private static final String ANY_SESSION = "12345678";
  private static final int MAX_LENGTH_BYTES = 4;

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

  /** Returns how many bytes a Connect takes beside its devices. */
  static int connectBytes(Vehicle vehicle) {
    return connect(ANY_SESSION, vehicle, List.of()).length + MAX_LENGTH_BYTES;
  }

  /** Returns how many bytes a device takes in a Connect. */
  static int listedBytes(Device device) {
    return device.getSerializedSize() + 1 + MAX_LENGTH_BYTES;
  }

  static byte[] status(
      String session,
      Status.DeviceState state,
      int counter,
      Device device,
      StatusReport report,
      Optional<Payload> error) {
    return message(session, state, counter, device, report, error).toByteArray();
  }

  /** Returns how many bytes a status takes, whatever its counter is. */
  static int statusBytes(Device device, StatusReport report, Optional<Payload> error) {
    return message(ANY_SESSION, Status.DeviceState.DISCONNECT, -1, device, report, error)
        .getSerializedSize();
  }

  private static ExternalClient message(
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
    return ExternalClient.newBuilder().setStatus(status).build();
  }

  /**
   * Takes the place of a status that the External Server has perhaps not got, and for which it
   * would hold all later ones: it passes over a status of a module that it does not know, and over
   * a counter that it had already, without an answer.
   */
  static byte[] gapFiller(String session, int counter) {
    Device nobody = Device.newBuilder().setDeviceRole("none").build();
    return ExternalClient.newBuilder()
        .setStatus(
            Status.newBuilder()
                .setSessionId(session)
                .setDeviceState(Status.DeviceState.RUNNING)
                .setMessageCounter(counter)
                .setDeviceStatus(DeviceStatus.newBuilder().setDevice(nobody)))
        .build()
        .toByteArray();
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
