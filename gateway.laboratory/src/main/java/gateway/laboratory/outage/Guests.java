package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import gateway.simulator.wire.DeviceConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many devices that nobody counts on: they ask for more than the gateway has, and may be refused.
 * The devices of the vehicle must not notice them.
 */
final class Guests {

  private static final String ROLE = "guest";
  private static final int SHOWN = 24;
  private static final int THREADS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long PAUSE = 2;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final int port;
  private final int roleBytes;
  private final byte[] status;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();
  private volatile boolean over;

  /** Makes guests that are not there yet: buttons with roles and statuses of these lengths. */
  Guests(int port, int roleBytes, int statusBytes) {
    this.port = port;
    this.roleBytes = roleBytes;
    status = StatusKind.BUTTON.status(1, statusBytes).getBytes(StandardCharsets.UTF_8);
  }

  /** Tells whether a device is one of those. */
  static boolean isGuest(DeviceKey key) {
    return key.role().startsWith(ROLE);
  }

  /** Names a device, even if its role is very long. */
  static String name(DeviceKey key) {
    String name = key.toString();
    return isGuest(key) && name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
  }

  /** Lets so many come, each with one status, and go on while they are served. */
  void come(int count) {
    left.set(count);
    for (int i = 0; i < THREADS; i++) {
      threads.add(Threads.start("guests", this::live));
    }
  }

  /** Returns how many have got a command. */
  int served() {
    return served.get();
  }

  /** Waits until each has tried. */
  boolean awaitAll(int millis) throws InterruptedException {
    return Threads.await(millis, () -> left.get() <= 0);
  }

  private void live() {
    List<Guest> present = new ArrayList<>();
    int next = 0;
    try {
      while (!over) {
        if (left.getAndDecrement() > 0) {
          Guest guest = new Guest(device());
          if (guest.comes()) {
            present.add(guest);
          }
        } else if (!present.isEmpty()) {
          next = (next + 1) % present.size();
          if (!present.get(next).isServed()) {
            present.remove(next);
          }
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      present.forEach(Guest::leave);
    }
  }

  private Device device() {
    String role = ROLE + NUMBERS.incrementAndGet() + '-';
    return Device.newBuilder()
        .setModuleValue(StatusKind.BUTTON.module)
        .setDeviceRole(role + "r".repeat(Math.max(0, roleBytes - role.length())))
        .setDeviceName(ROLE)
        .build();
  }

  /** Lets all of them leave, and waits until they have. */
  void leave() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private final class Guest {
    private final Device device;
    private DeviceConnection connection;

    Guest(Device device) {
      this.device = device;
    }

    boolean comes() {
      try {
        connection =
            DeviceConnection.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        if (connection.connect(device).getResponseType() == ResponseType.OK && isServed()) {
          served.incrementAndGet();
          return true;
        }
      } catch (IOException e) {
        // refused
      }
      leave();
      return false;
    }

    boolean isServed() {
      if (over) {
        return true;
      }
      try {
        connection.status(device, status);
        return true;
      } catch (IOException e) {
        leave();
        return false;
      }
    }

    void leave() {
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
