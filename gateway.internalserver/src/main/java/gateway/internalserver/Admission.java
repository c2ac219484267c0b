package gateway.internalserver;

import gateway.api.stage.MemoryBudget;
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
import org.jspecify.annotations.Nullable;

/**
 * Bounds the open connections: in all, from one address, and by the memory that they take. At a
 * bound, the oldest connection that has sent no connect message makes room for a new one: silent
 * sockets never lock a device out. Owned by the accepting event loop.
 */
final class Admission {

  /** What a connection takes in all stages before it says who it is. */
  static final int CONNECTION_COST = 4 * 1024;

  /** A connect message is kept as bytes for the answers, and as text here and in the last stage. */
  private static final int CONNECT_COPIES = 3;

  /** What silent sockets leave to connect messages. */
  private static final int RESERVE = 64 * 1024;

  private final MemoryBudget memory;
  private volatile Bounds bounds;
  private final EventLoop acceptor;
  private final Set<DeviceConnection> open = ConcurrentHashMap.newKeySet();
  private final Set<DeviceConnection> newcomers = new LinkedHashSet<>();
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private final Map<DeviceConnection, Admitted> admitted = new HashMap<>();

  private record Admitted(@Nullable InetAddress address, long bytes) {}

  Admission(Bounds bounds, EventLoop acceptor, MemoryBudget memory) {
    this.memory = memory;
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
              .filter(newcomer -> isFrom(address, newcomer))
              .findFirst()
              .or(() -> Optional.of(connection));
    } else if (open.size() >= bounds.maxConnections()
        || memory.isExceededBy(CONNECTION_COST + RESERVE)) {
      surplus = newcomers.stream().findFirst().or(() -> Optional.of(connection));
    }
    surplus.ifPresent(this::closed);
    if (surplus.isEmpty() || surplus.get() != connection) {
      open.add(connection);
      newcomers.add(connection);
      admitted.put(connection, new Admitted(address, CONNECTION_COST));
      memory.take(CONNECTION_COST);
      perAddress.merge(address, 1, Integer::sum);
    }
    return surplus;
  }

  private boolean isFrom(@Nullable InetAddress address, DeviceConnection newcomer) {
    Admitted known = admitted.get(newcomer);
    return known != null && Objects.equals(known.address(), address);
  }

  /** Tells whether there is memory for what a connect message of this size brings. */
  boolean hasMemoryFor(DeviceConnection connection, int connectBytes) {
    long bytes = (long) CONNECT_COPIES * connectBytes;
    Admitted known = admitted.get(connection);
    if (known == null || !memory.tryTake(bytes, bytes)) {
      return false;
    }
    admitted.put(connection, new Admitted(known.address(), known.bytes() + bytes));
    return true;
  }

  /** The connection has become a device. Any thread. */
  void established(DeviceConnection connection) {
    acceptor.execute(() -> newcomers.remove(connection));
  }

  void closed(DeviceConnection connection) {
    newcomers.remove(connection);
    Admitted known = admitted.remove(connection);
    if (known != null) {
      open.remove(connection);
      memory.take(-known.bytes());
      perAddress.computeIfPresent(
          known.address(), (address, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Returns the open connections. Any thread. */
  Set<DeviceConnection> open() {
    return open;
  }
}
