package gateway.internalserver;

import gateway.internalserver.ServerSettings.Bounds;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds the open connections, in all and from one address. At a bound, the oldest connection that
 * has sent no connect message makes room for a new one: silent sockets never lock a device out.
 * Owned by the accepting event loop.
 */
final class Admission {

  private volatile Bounds bounds;
  private final EventLoop acceptor;
  private final Set<DeviceConnection> open = ConcurrentHashMap.newKeySet();
  private final Set<DeviceConnection> newcomers = new LinkedHashSet<>();
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private final Map<DeviceConnection, InetAddress> addresses = new HashMap<>();

  Admission(Bounds bounds, EventLoop acceptor) {
    this.bounds = bounds;
    this.acceptor = acceptor;
  }

  /** Changes the bounds for new connections. Any thread. */
  void change(Bounds changed) {
    bounds = changed;
  }

  /**
   * Admits a connection.
   *
   * @return which connection must be closed to keep the bounds: none, another one, or this one
   */
  Optional<DeviceConnection> admit(DeviceConnection connection) {
    InetAddress address = connection.address();
    Optional<DeviceConnection> surplus = Optional.empty();
    if (perAddress.getOrDefault(address, 0) >= bounds.maxConnectionsPerAddress()) {
      surplus =
          newcomers.stream()
              .filter(newcomer -> Objects.equals(address, addresses.get(newcomer)))
              .findFirst()
              .or(() -> Optional.of(connection));
    } else if (open.size() >= bounds.maxConnections()) {
      surplus = newcomers.stream().findFirst().or(() -> Optional.of(connection));
    }
    surplus.ifPresent(this::closed);
    if (surplus.isEmpty() || surplus.get() != connection) {
      open.add(connection);
      newcomers.add(connection);
      addresses.put(connection, address);
      perAddress.merge(address, 1, Integer::sum);
    }
    return surplus;
  }

  /** The connection has become a device. Any thread. */
  void established(DeviceConnection connection) {
    acceptor.execute(() -> newcomers.remove(connection));
  }

  void closed(DeviceConnection connection) {
    newcomers.remove(connection);
    if (open.remove(connection)) {
      perAddress.computeIfPresent(
          addresses.remove(connection), (address, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Returns the open connections. Any thread. */
  Set<DeviceConnection> open() {
    return open;
  }
}
