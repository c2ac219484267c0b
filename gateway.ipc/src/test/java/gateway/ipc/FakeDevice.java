package gateway.ipc;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.ModuleHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A connection of a device, as the internal server has it. */
final class FakeDevice implements DeviceDownlink {

  final Device device;
  final List<String> got = Collections.synchronizedList(new ArrayList<>());
  private final DeviceUplink uplink;
  boolean connected = true;

  FakeDevice(String role, ModuleHandler handler) {
    device = Device.of(7, 0, role, "name", 3);
    uplink = handler.connect(device, this);
  }

  void status(String text) {
    uplink.status(Payload.ofText(text));
  }

  void leave() {
    connected = false;
    uplink.disconnected(DisconnectCause.CLIENT_CLOSED);
  }

  /** Returns what has come since it was asked last. */
  List<String> next() {
    List<String> all = List.copyOf(got);
    got.clear();
    return all;
  }

  @Override
  public void command(Payload command) {
    got.add(command.toText());
  }

  @Override
  public void disconnect(DisconnectCause cause) {
    connected = false;
    got.add(cause.text());
  }
}
