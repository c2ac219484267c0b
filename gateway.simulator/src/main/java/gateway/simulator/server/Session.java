package gateway.simulator.server;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.ExternalServer;
import gateway.simulator.server.CommandBook.ApiCommand;
import gateway.simulator.server.ServerListener.SentCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a session knows from Connect to its end: its id, its devices, its way out. */
final class Session {

  private final Outbox outbox;
  private final CommandBook commands;
  private final ServerListener listener;
  private final Map<DeviceKey, Device> devices = new LinkedHashMap<>();
  private String id = "";

  Session(Outbox outbox, CommandBook commands, ServerListener listener) {
    this.outbox = outbox;
    this.commands = commands;
    this.listener = listener;
  }

  void begin(String newId) {
    id = newId;
  }

  void clear() {
    id = "";
    devices.clear();
    commands.reset();
  }

  String id() {
    return id;
  }

  boolean hasId(String other) {
    return id.equals(other);
  }

  /** The connected devices, in the order they came. */
  Map<DeviceKey, Device> devices() {
    return devices;
  }

  /** Adds a device; the real server's modules throw on an empty role. */
  void add(Device device) throws SessionOver {
    if (device.role().isEmpty()) {
      throw SessionOver.violation("device " + device.key() + " has an empty role");
    }
    devices.putIfAbsent(device.key(), device);
  }

  void requireDevices() throws SessionOver {
    if (devices.isEmpty()) {
      throw new SessionOver("no device is connected");
    }
  }

  boolean hasDeviceOf(int module) {
    return devices.keySet().stream().anyMatch(key -> key.module() == module);
  }

  void publish(ExternalServer message) throws SessionOver {
    if (!outbox.publish(message)) {
      throw new SessionOver("too many unacknowledged messages");
    }
  }

  void sendFirstCommands() throws SessionOver {
    for (SentCommand command : commands.first(devices.values())) {
      send(command);
    }
  }

  /** Sends everything that is queued for a module. */
  void sendQueued(int module) throws SessionOver {
    for (Optional<ApiCommand> next = commands.next(module);
        next.isPresent();
        next = commands.next(module)) {
      DeviceKey key = next.get().key();
      String knownName = devices.containsKey(key) ? devices.get(key).name() : "";
      Device device = new Device(key, next.get().name().orElse(knownName), 0);
      send(commands.issue(device, next.get().data(), true));
    }
  }

  private void send(SentCommand command) throws SessionOver {
    publish(ServerMessages.command(id, command));
    listener.commandSent(command);
  }

  /** Takes the response to a command; whatever its type, the command counts as delivered. */
  void answered(CommandResponse response) {
    for (SentCommand command : commands.answered(response.getMessageCounter())) {
      listener.commandDelivered(command, response.getType());
    }
  }
}
