package gateway.ipc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.StatusReport;
import gateway.protocol.internal.Device;
import gateway.protocol.stage.Closed;
import gateway.protocol.stage.CommandRequest;
import gateway.protocol.stage.Data;
import gateway.protocol.stage.Devices;
import gateway.protocol.stage.Entry;
import gateway.protocol.stage.Open;
import gateway.protocol.stage.Opened;
import gateway.protocol.stage.Report;
import gateway.protocol.stage.Secured;
import gateway.protocol.stage.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Wire forms of the messages between stages. Payloads are not copied into them. */
final class Entries {

  private Entries() {}

  static Entry opened(int connection, gateway.api.device.Device device) {
    return Entry.newBuilder()
        .setOpened(Opened.newBuilder().setConnection(connection).setDevice(wire(device)))
        .build();
  }

  static Entry status(int connection, Payload status) {
    return Entry.newBuilder().setStatus(data(connection, status)).build();
  }

  static Entry command(int connection, Payload command) {
    return Entry.newBuilder().setCommand(data(connection, command)).build();
  }

  private static Data data(int connection, Payload payload) {
    return Data.newBuilder().setConnection(connection).setPayload(wire(payload)).build();
  }

  static Entry closed(int connection, DisconnectCause cause) {
    return Entry.newBuilder().setClosed(closing(connection, cause)).build();
  }

  static Entry close(int connection, DisconnectCause cause) {
    return Entry.newBuilder().setClose(closing(connection, cause)).build();
  }

  private static Closed closing(int connection, DisconnectCause cause) {
    return Closed.newBuilder().setConnection(connection).setCause(cause.name()).build();
  }

  static Entry open(Iterable<Integer> connections) {
    return Entry.newBuilder().setOpen(Open.newBuilder().addAllConnections(connections)).build();
  }

  static Entry report(long id, StatusReport report, Optional<Payload> error, boolean again) {
    Report.Builder wire = wire(id, report).setAgain(again);
    error.ifPresent(e -> wire.setError(wire(e)));
    return Entry.newBuilder().setReport(wire).build();
  }

  private static Report.Builder wire(long id, StatusReport report) {
    return Report.newBuilder()
        .setId(id)
        .setDevice(wire(report.device()))
        .setStatus(wire(report.status()))
        .setLast(report.last())
        .setRepeated(report.repeated());
  }

  static Entry secured(long id, boolean taken) {
    return Entry.newBuilder().setSecured(Secured.newBuilder().setId(id).setRefused(!taken)).build();
  }

  static Entry commandRequest(long id, DeviceKey device, Payload command) {
    return Entry.newBuilder()
        .setCommandRequest(
            CommandRequest.newBuilder()
                .setId(id)
                .setDevice(wire(new gateway.api.device.Device(device, "", 0)))
                .setCommand(wire(command)))
        .build();
  }

  static Entry verdict(long id, CommandSink.Verdict verdict) {
    return Entry.newBuilder()
        .setVerdict(Verdict.newBuilder().setId(id).setVerdict(verdict.name()))
        .build();
  }

  static Entry devicesRequest(long id) {
    return Entry.newBuilder().setDevicesRequest(id).build();
  }

  static Entry devices(long id, List<StatusReport> devices) {
    Devices.Builder wire = Devices.newBuilder().setId(id);
    devices.forEach(report -> wire.addDevices(wire(0, report)));
    return Entry.newBuilder().setDevices(wire).build();
  }

  private static Device wire(gateway.api.device.Device device) {
    return Device.newBuilder()
        .setModuleValue(device.module())
        .setDeviceType(device.deviceType())
        .setDeviceRole(device.role())
        .setDeviceName(device.name())
        .setPriority(device.priority())
        .build();
  }

  static gateway.api.device.Device device(Device wire) {
    return gateway.api.device.Device.of(
        wire.getModuleValue(),
        wire.getDeviceType(),
        wire.getDeviceRole(),
        wire.getDeviceName(),
        wire.getPriority());
  }

  private static ByteString wire(Payload payload) {
    return payload.read(UnsafeByteOperations::unsafeWrap);
  }

  static Payload payload(ByteString wire) {
    return Payload.wrap(wire.toByteArray());
  }

  static StatusReport report(Report wire) {
    return new StatusReport(
        device(wire.getDevice()), payload(wire.getStatus()), wire.getLast(), wire.getRepeated());
  }

  /** An unknown name is from a stage of another version. */
  static DisconnectCause cause(String name) {
    return Arrays.stream(DisconnectCause.values())
        .filter(cause -> cause.name().equals(name))
        .findFirst()
        .orElse(DisconnectCause.MODULE_UNAVAILABLE);
  }

  /** Returns the verdict with this name, see above. */
  static CommandSink.Verdict verdict(String name) {
    return Arrays.stream(CommandSink.Verdict.values())
        .filter(verdict -> verdict.name().equals(name))
        .findFirst()
        .orElse(CommandSink.Verdict.LATE);
  }
}
