package gateway.internalserver;

import gateway.api.device.Device;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ServedModule;
import gateway.protocol.DeviceFrames;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves devices of its own, on a port of its own, before the device port opens. What the first
 * device needs is then loaded and has run: on a busy machine that took more than the second after
 * which a client gives up for ever.
 */
final class WarmUp implements ModuleCatalog, ModuleHandler {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ServerSettings SETTINGS =
      new ServerSettings(
          List.of(new DevicePort("127.0.0.1", 0)),
          new ServerSettings.Bounds(1024, 1024, 16, 16),
          new ServerSettings.Timing(MINUTE, MINUTE, MINUTE, MINUTE),
          Testing.WARM_UP);

  private static final int PATIENCE_MILLIS = 1000;
  private static final int STATUSES = 20;

  /** Device 1/0/w, called w. */
  private static final byte[] DEVICE = {8, 1, 26, 1, 'w', 34, 1, 'w'};

  private static final int LENGTH_DELIMITED = 2;
  private static final byte[] CONNECT = frame(field(1, field(1, DEVICE)));
  private static final byte[] STATUS =
      frame(field(2, field(1, DEVICE), field(2, new byte[] {'{', '}'})));

  private WarmUp() {}

  /**
   * Begins no connection after {@code time}; a failure costs only the warmth.
   *
   * @return how many devices were served
   */
  static int run(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    int devices = 0;
    NettyLanes lanes = new NettyLanes();
    try {
      WarmUp served = new WarmUp();
      DeviceServer server = new DeviceServer(SETTINGS, served, lanes);
      server.use(served);
      try {
        do {
          exchange(server.addresses().get(0));
          devices++;
        } while (System.nanoTime() - end < 0);
      } finally {
        server.stop();
      }
    } catch (IOException e) {
      LOG.debug("The path of devices stays cold", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lanes.deactivate();
    }
    return devices;
  }

  private static void exchange(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(address, PATIENCE_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i <= STATUSES; i++) {
        socket.getOutputStream().write(i == 0 ? CONNECT : STATUS);
        in.readNBytes(Integer.reverseBytes(in.readInt()));
      }
    } catch (EOFException e) {
      throw new IOException("it was not answered", e);
    }
  }

  private static byte[] frame(byte[] body) {
    return ByteBuffer.allocate(DeviceFrames.HEADER_LENGTH + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(body.length)
        .put(body)
        .array();
  }

  private static byte[] field(int number, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return ByteBuffer.allocate(2 + content.size())
        .put((byte) (number << 3 | LENGTH_DELIMITED))
        .put((byte) content.size())
        .put(content.toByteArray())
        .array();
  }

  @Override
  public Optional<ServedModule> find(int number) {
    return Optional.of(new ServedModule(number, "warm-up", "1.0.0", DeviceTypes.ALL, true, false));
  }

  @Override
  public boolean isAwaited(int number) {
    return false;
  }

  @Override
  public Collection<ServedModule> served() {
    return List.of();
  }

  @Override
  public DeviceUplink connect(Device device, DeviceDownlink downlink) {
    return new DeviceUplink() {
      @Override
      public void status(Payload status) {
        downlink.command(status);
      }

      @Override
      public void disconnected(DisconnectCause cause) {
        // one of many
      }
    };
  }
}
