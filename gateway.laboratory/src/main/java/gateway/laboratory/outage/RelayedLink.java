package gateway.laboratory.outage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/** One connection of the gateway to its broker: packets that pass in both directions. */
final class RelayedLink {

  private final Socket near;
  private final Socket far;
  private final LinkWatch watch;
  private final Consumer<RelayedLink> onClose;
  private final PacketQueue up = new PacketQueue();
  private final PacketQueue down = new PacketQueue();
  private final AtomicBoolean closed = new AtomicBoolean();

  RelayedLink(Socket near, Socket far, LinkWatch watch, Consumer<RelayedLink> onClose)
      throws IOException {
    this.near = near;
    this.far = far;
    this.watch = watch;
    this.onClose = onClose;
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
  }

  void start() {
    Threads.start("relay-up-read", () -> read(near, up, watch::fromGateway));
    Threads.start("relay-up-write", () -> write(up, far, packet -> {}));
    Threads.start("relay-down-read", () -> read(far, down, packet -> {}));
    Threads.start("relay-down-write", () -> write(down, near, watch::toGateway));
  }

  void set(NetworkConditions conditions) {
    up.set(conditions);
    down.set(conditions);
  }

  void hold(boolean held) {
    up.hold(held);
    down.hold(held);
  }

  /** Sends the gateway what no broker sends. */
  void inject(byte[] bytes) {
    down.add(MqttPacket.raw(bytes));
  }

  /** Closes both ends; what is on its way is gone. */
  void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    up.close();
    down.close();
    for (Socket socket : new Socket[] {near, far}) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    onClose.accept(this);
    watch.closed();
  }

  private void read(Socket from, PacketQueue queue, Consumer<MqttPacket> seen) {
    try (InputStream in = new BufferedInputStream(from.getInputStream())) {
      while (true) {
        MqttPacket packet = MqttPacket.read(in);
        acknowledgeAtOnce(from);
        seen.accept(packet);
        queue.add(packet);
      }
    } catch (IOException e) {
      // Like a close of this end: what was sent before still arrives at the other one.
      queue.end();
    }
  }

  /** Mosquitto holds a small message back until the one before is acknowledged. */
  private static void acknowledgeAtOnce(Socket socket) throws IOException {
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  private void write(PacketQueue queue, Socket to, Consumer<MqttPacket> before) {
    try {
      OutputStream out = to.getOutputStream();
      for (MqttPacket packet = queue.take(); packet != null; packet = queue.take()) {
        if (packet.isRaw()) {
          queue.pace(packet, out);
          continue;
        }
        before.accept(packet);
        queue.pace(packet, out);
        watch.passed(packet);
      }
    } catch (IOException e) {
      close();
      return;
    }
    close();
  }
}
