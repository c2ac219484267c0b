package gateway.ipc;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.Lane;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ModuleRuntime;
import gateway.protocol.stage.Closed;
import gateway.protocol.stage.Data;
import gateway.protocol.stage.Entry;
import gateway.protocol.stage.Open;
import gateway.protocol.stage.Opened;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The devices of an internal server in another container, as the handler sees them. */
final class DeviceLinks {

  private final Link link;
  private final ModuleRuntime runtime;
  private final Supplier<Optional<ModuleHandler>> handler;
  private final Map<Integer, Connection> connections = new ConcurrentHashMap<>();
  private final Map<Integer, Collector> collectors = new ConcurrentHashMap<>();

  DeviceLinks(Link link, ModuleRuntime runtime, Supplier<Optional<ModuleHandler>> handler) {
    this.link = link;
    this.runtime = runtime;
    this.handler = handler;
  }

  /** The internal server has sent an entry. */
  void entries(List<Entry> entries) {
    LaneTasks tasks = new LaneTasks();
    for (Entry entry : entries) {
      switch (entry.getContentCase()) {
        case OPENED -> opened(entry.getOpened(), tasks);
        case STATUS -> status(entry.getStatus(), tasks);
        case CLOSED -> closed(entry.getClosed(), tasks);
        case OPEN -> agree(entry.getOpen(), tasks);
        default -> {
          // not for this stage
        }
      }
    }
    tasks.submit();
  }

  private void opened(Opened opened, LaneTasks tasks) {
    Device device = Entries.device(opened.getDevice());
    Connection connection =
        new Connection(opened.getConnection(), device.module(), collector(device.module()));
    connections.put(connection.number, connection);
    tasks.add(connection.lane(), () -> connection.open(device));
  }

  private Collector collector(int module) {
    Lane lane = runtime.lane(module);
    return collectors.compute(
        module,
        (number, present) ->
            present != null && present.lane() == lane ? present : new Collector(lane, link));
  }

  private void status(Data status, LaneTasks tasks) {
    Connection connection = connections.get(status.getConnection());
    if (connection == null) {
      unknown(status.getConnection());
    } else {
      Payload payload = Entries.payload(status.getPayload());
      tasks.add(connection.lane(), () -> connection.status(payload));
    }
  }

  /** It was opened when the other side could not be heard, or has been closed from here. */
  private void unknown(int connection) {
    link.send(Entries.close(connection, DisconnectCause.MODULE_UNAVAILABLE));
  }

  private void closed(Closed closed, LaneTasks tasks) {
    end(closed.getConnection(), Entries.cause(closed.getCause()), tasks);
  }

  private void agree(Open open, LaneTasks tasks) {
    Set<Integer> theirs = new HashSet<>(open.getConnectionsList());
    for (int number : List.copyOf(connections.keySet())) {
      if (!theirs.remove(number)) {
        end(number, DisconnectCause.CLIENT_CLOSED, tasks);
      }
    }
    theirs.forEach(this::unknown);
  }

  private void end(int number, DisconnectCause cause, LaneTasks tasks) {
    Connection connection = connections.remove(number);
    if (connection != null) {
      tasks.add(connection.lane(), () -> connection.ended(cause));
    }
  }

  /** The internal server has ended, and all connections with it. */
  void gone() {
    LaneTasks tasks = new LaneTasks();
    List.copyOf(connections.keySet())
        .forEach(number -> end(number, DisconnectCause.CLIENT_CLOSED, tasks));
    tasks.submit();
  }

  /** A module has changed: the devices of a lane that was abandoned are lost. Any thread. */
  void moduleChanged(int module) {
    Lane lane = runtime.lane(module);
    for (Connection connection : connections.values()) {
      if (connection.module == module && connection.lane() != lane) {
        connection.disconnect(DisconnectCause.DEADLINE);
      }
    }
  }

  private final class Connection implements DeviceDownlink {

    private final int number;
    private final int module;
    private final Collector collector;
    private Optional<DeviceUplink> uplink = Optional.empty();

    Connection(int number, int module, Collector collector) {
      this.number = number;
      this.module = module;
      this.collector = collector;
    }

    Lane lane() {
      return collector.lane();
    }

    void open(Device device) {
      uplink = handler.get().map(present -> present.connect(device, this));
    }

    void status(Payload status) {
      if (uplink.isPresent()) {
        uplink.get().status(status);
      } else {
        disconnect(DisconnectCause.MODULE_UNAVAILABLE);
      }
    }

    void ended(DisconnectCause cause) {
      uplink.ifPresent(up -> up.disconnected(cause));
    }

    @Override
    public void command(Payload command) {
      collector.add(Entries.command(number, command));
    }

    @Override
    public void disconnect(DisconnectCause cause) {
      if (connections.remove(number) != null) {
        collector.add(Entries.close(number, cause));
      }
    }
  }
}
