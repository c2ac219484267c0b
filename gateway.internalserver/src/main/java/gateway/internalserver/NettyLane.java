package gateway.internalserver;

import gateway.api.device.DeviceKey;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.Lane;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The event loop of one module number's sockets, and the table of its connected devices. */
final class NettyLane implements Lane {

  private static final long STOP_MILLIS = 500;

  private final Transport.Loop loop;

  /** Owned by the lane: check and registration of a key are one step because of that. */
  private final Map<DeviceKey, DeviceConnection> devices = new HashMap<>();

  /** Every connection that was moved here, for the case that the thread hangs. */
  private final Set<DeviceConnection> connections = ConcurrentHashMap.newKeySet();

  private volatile boolean abandoned;

  /** When the probe was given that has not run yet; 0 if there is none. */
  private volatile long probedAt;

  NettyLane(int number) {
    loop = new Transport.Loop("gateway-lane-" + Integer.toUnsignedString(number));
  }

  EventLoop eventLoop() {
    return loop.eventLoop();
  }

  @Override
  public ScheduledExecutorService executor() {
    return loop.eventLoop();
  }

  @Override
  public boolean inLane() {
    return loop.eventLoop().inEventLoop();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  void add(DeviceConnection connection) {
    connections.add(connection);
  }

  void remove(DeviceConnection connection) {
    connections.remove(connection);
  }

  /** Returns how many connections are here or on their way. Any thread. */
  int connections() {
    return connections.size();
  }

  @Nullable DeviceConnection find(DeviceKey key) {
    return devices.get(key);
  }

  void register(DeviceKey key, DeviceConnection connection) {
    devices.put(key, connection);
  }

  void deregister(DeviceKey key, DeviceConnection connection) {
    devices.remove(key, connection);
  }

  void disconnectAll(DisconnectCause cause) {
    for (DeviceConnection connection : List.copyOf(connections)) {
      // the handshake decides about one that is still on its way when it has arrived
      if (loop.owns(connection.socket().channel())) {
        connection.close(cause);
      }
    }
  }

  @Override
  public void abandon() {
    if (!abandoned) {
      abandoned = true;
      // closed to new ones first: a connection that is not in the set then is refused by the loop
      loop.refuseTasks();
      connections.forEach(DeviceConnection::abandon);
      loop.closeSelector();
    }
  }

  /**
   * Returns how long a probe has waited for its turn, in nanoseconds, and gives the lane one if it
   * has none. For the one thread that looks after the lanes.
   */
  long overdue() {
    long since = probedAt;
    long now = System.nanoTime();
    if (since != 0) {
      return now - since;
    }
    probedAt = now == 0 ? 1 : now;
    try {
      executor().execute(() -> probedAt = 0);
    } catch (RejectedExecutionException e) {
      probedAt = 0; // it was abandoned, or ends
    }
    return 0;
  }

  void stop() {
    if (!abandoned) {
      loop.stop(STOP_MILLIS);
    }
  }
}
