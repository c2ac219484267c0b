package gateway.ipc;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.Lane;
import gateway.api.stage.LaneFactory;
import gateway.api.stage.ModuleHandler;
import gateway.protocol.stage.Closed;
import gateway.protocol.stage.Data;
import gateway.protocol.stage.Entry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The module handler of one life, as the internal server sees it. Each connection of a device has a
 * number that is never used again: late messages for an ended connection are ignored.
 */
final class RemoteHandler implements ModuleHandler {

  private final Link link;
  private final LaneFactory lanes;
  private final AtomicInteger numbers;
  private final Map<Integer, Connection> connections = new ConcurrentHashMap<>();
  private final Map<Integer, Collector> collectors = new ConcurrentHashMap<>();

  /**
   * Makes a handler without connections.
   *
   * @param numbers the last number that was given to a connection in this process
   */
  RemoteHandler(Link link, LaneFactory lanes, AtomicInteger numbers) {
    this.link = link;
    this.lanes = lanes;
    this.numbers = numbers;
  }

  @Override
  public DeviceUplink connect(Device device, DeviceDownlink downlink) {
    Connection connection =
        new Connection(numbers.incrementAndGet(), collector(device.module()), downlink);
    connections.put(connection.number, connection);
    connection.collector.add(Entries.opened(connection.number, device));
    return connection;
  }

  private Collector collector(int module) {
    Lane lane = lanes.lane(module);
    return collectors.compute(
        module,
        (number, present) ->
            present != null && present.lane() == lane ? present : new Collector(lane, link));
  }

  /** The handler may have missed messages when a connection to the broker was lost. */
  void agree() {
    link.send(Entries.open(connections.keySet()));
  }

  /** The handler has sent an entry. */
  void entries(List<Entry> entries) {
    LaneTasks tasks = new LaneTasks();
    for (Entry entry : entries) {
      switch (entry.getContentCase()) {
        case COMMAND -> command(entry.getCommand(), tasks);
        case CLOSE -> close(entry.getClose(), tasks);
        default -> {
          // not for this stage
        }
      }
    }
    tasks.submit();
  }

  private void command(Data command, LaneTasks tasks) {
    Connection connection = connections.get(command.getConnection());
    if (connection != null) {
      Payload payload = Entries.payload(command.getPayload());
      tasks.add(connection.collector.lane(), () -> connection.downlink.command(payload));
    }
  }

  private void close(Closed close, LaneTasks tasks) {
    Connection connection = connections.remove(close.getConnection());
    if (connection != null) {
      DisconnectCause cause = Entries.cause(close.getCause());
      tasks.add(connection.collector.lane(), () -> connection.downlink.disconnect(cause));
    }
  }

  private final class Connection implements DeviceUplink {

    private final int number;
    private final Collector collector;
    private final DeviceDownlink downlink;

    Connection(int number, Collector collector, DeviceDownlink downlink) {
      this.number = number;
      this.collector = collector;
      this.downlink = downlink;
    }

    @Override
    public void status(Payload status) {
      if (link.isCongested()) {
        disconnected(DisconnectCause.NO_MEMORY);
        downlink.disconnect(DisconnectCause.NO_MEMORY);
        return;
      }
      collector.add(Entries.status(number, status));
    }

    @Override
    public void disconnected(DisconnectCause cause) {
      if (connections.remove(number) != null) {
        collector.add(Entries.closed(number, cause));
      }
    }
  }
}
