package gateway.simulator.load;

import gateway.protocol.internal.DeviceConnectResponse;
import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import gateway.simulator.wire.DeviceConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives all devices of one side from one thread: each sends its next status when it has its
 * answer, or at a fixed rate.
 */
public final class LoadClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long DRAIN_NANOS = Duration.ofSeconds(1).toNanos();

  /** Looks at the answers. Called by the thread that runs the client. */
  public interface Check {

    /**
     * Tells whether an answer is one to the status that the device has sent last.
     *
     * @param length of the answer, for {@link LoadDevice#copyCommand}
     * @param nanos since the status was sent
     */
    boolean isRight(LoadDevice device, int length, long nanos);
  }

  private final InetSocketAddress address;
  private final boolean echo;
  private final Check check;
  private final List<LoadDevice> devices;
  private final Selector selector;
  private final Consumer<SelectionKey> onReadable = this::readable;
  private final @Nullable Pace pace;

  @SuppressWarnings("NullAway.Init") // set before statuses are sent
  private Histogram histogram;

  private boolean sending;
  private long end;
  private long roundTrips;
  private long drops;
  private long wrong;

  /**
   * Makes a client without connections.
   *
   * @param echo whether the other end only echoes: then there is no handshake
   * @param rate statuses per second and device, 0 for as fast as the answers come
   */
  LoadClient(InetSocketAddress address, boolean echo, List<LoadDevice> devices, double rate)
      throws IOException {
    this(address, echo, (device, length, nanos) -> echo || device.isCommand(), devices, rate);
  }

  /**
   * Makes a client of an echo without connections.
   *
   * @param rate statuses per second and device, 0 for as fast as the answers come
   */
  public static LoadClient ofEcho(InetSocketAddress address, List<LoadDevice> devices, double rate)
      throws IOException {
    return new LoadClient(address, true, devices, rate);
  }

  /**
   * Makes a client of the gateway without connections.
   *
   * @param rate statuses per second and device, 0 for as fast as the answers come
   */
  public LoadClient(InetSocketAddress address, Check check, List<LoadDevice> devices, double rate)
      throws IOException {
    this(address, false, check, devices, rate);
  }

  private LoadClient(
      InetSocketAddress address, boolean echo, Check check, List<LoadDevice> devices, double rate)
      throws IOException {
    this.address = address;
    this.echo = echo;
    this.check = check;
    this.devices = devices;
    pace = rate > 0 ? new Pace(devices.size(), rate) : null;
    selector = Selector.open();
  }

  /**
   * Opens what is not open.
   *
   * @throws IOException naming the device that was not accepted
   */
  public void open() throws IOException {
    for (LoadDevice device : devices) {
      if (!device.isOpen()) {
        open(device);
      }
    }
  }

  private void open(LoadDevice device) throws IOException {
    DeviceConnection connection = DeviceConnection.open(address, PATIENCE);
    try {
      if (!echo) {
        handshake(connection, device);
      }
      SocketChannel channel = connection.channel();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, device);
      device.open(channel);
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  private static void handshake(DeviceConnection connection, LoadDevice device) throws IOException {
    DeviceConnectResponse response = connection.connect(device.device);
    if (response.getResponseTypeValue() != ResponseType.OK_VALUE) {
      throw new IOException(
          "device with role "
              + device.device.getDeviceRole()
              + " rejected: "
              + response.getResponseType());
    }
  }

  /** Sends for a while and counts the round trips that end in it. */
  public Phase run(Duration duration, Histogram counted) throws IOException {
    histogram = counted;
    roundTrips = 0;
    drops = 0;
    wrong = 0;
    sending = true;
    long start = System.nanoTime();
    end = start + duration.toNanos();
    if (pace == null) {
      devices.stream().filter(LoadDevice::isOpen).forEach(device -> send(device, start));
    } else {
      pace.start(start);
    }
    long now = start;
    while (now - end < 0) {
      selector.select(onReadable, pause(now));
      now = System.nanoTime();
    }
    sending = false;
    long elapsed = now - start;
    drain(now + DRAIN_NANOS);
    return new Phase(roundTrips, elapsed, drops, wrong);
  }

  /** Sends what is due and returns how long nothing will be. */
  private long pause(long now) {
    if (pace == null) {
      return 50;
    }
    int next;
    while ((next = pace.poll(now)) >= 0) {
      LoadDevice device = devices.get(next);
      if (device.waiting) {
        device.due = true;
      } else if (device.isOpen()) {
        send(device, now);
      }
    }
    return 1;
  }

  private void drain(long until) throws IOException {
    while (devices.stream().anyMatch(device -> device.isOpen() && device.waiting)) {
      if (System.nanoTime() - until >= 0) {
        devices.stream().filter(device -> device.waiting).forEach(this::drop);
        return;
      }
      selector.select(onReadable, 10);
    }
  }

  private void readable(SelectionKey key) {
    LoadDevice device = (LoadDevice) key.attachment();
    try {
      int length = device.read();
      if (length != 0) {
        answered(device, length);
      }
    } catch (IOException e) {
      drop(device);
    }
  }

  private void answered(LoadDevice device, int length) {
    long now = System.nanoTime();
    if (length < 0 || !check.isRight(device, length, now - device.since)) {
      wrong++;
      drop(device);
      return;
    }
    device.waiting = false;
    if (now - end < 0) {
      roundTrips++;
      histogram.record(now - device.since);
      if (pace == null) {
        send(device, now);
      } else if (device.due) {
        device.due = false;
        send(device, now);
      }
    }
  }

  private void send(LoadDevice device, long now) {
    if (!sending) {
      return;
    }
    device.since = now;
    try {
      device.send();
    } catch (IOException e) {
      drop(device);
    }
  }

  private void drop(LoadDevice device) {
    drops++;
    device.waiting = false;
    device.close();
  }

  @Override
  public void close() throws IOException {
    devices.forEach(LoadDevice::close);
    selector.close();
  }

  /**
   * What came out of one phase.
   *
   * @param drops connections lost, or without an answer at the end
   * @param wrong of these, those that answered with something else
   */
  public record Phase(long roundTrips, long nanos, long drops, long wrong) {

    /** Returns the round trips per second. */
    public double rate() {
      return roundTrips * 1e9 / nanos;
    }
  }
}
