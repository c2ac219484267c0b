package gateway.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** A way to a port of this machine that can be cut: connections fall, new ones are refused. */
final class Relay implements AutoCloseable {

  private final InetSocketAddress target;
  private final Set<Socket> sockets = new HashSet<>();
  private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private ServerSocket server;

  Relay(int target) throws IOException {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), target);
    restore();
  }

  int port() {
    return address.getPort();
  }

  synchronized void restore() throws IOException {
    if (server != null) {
      return;
    }
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(address);
    address = (InetSocketAddress) opened.getLocalSocketAddress();
    server = opened;
    start(() -> accept(opened));
  }

  synchronized void cut() throws IOException {
    if (server == null) {
      return;
    }
    server.close();
    server = null;
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket near = from.accept();
        Socket far = new Socket();
        if (!keep(from, near, far)) {
          return;
        }
        start(() -> join(near, far));
      }
    } catch (IOException e) {
      return; // cut
    }
  }

  private synchronized boolean keep(ServerSocket from, Socket near, Socket far) throws IOException {
    if (server != from) {
      near.close();
      return false;
    }
    sockets.add(near);
    sockets.add(far);
    return true;
  }

  private void join(Socket near, Socket far) {
    try {
      far.connect(target);
      start(() -> pump(far, near));
      pump(near, far);
    } catch (IOException e) {
      end(near, far);
    }
  }

  private void pump(Socket from, Socket to) {
    try {
      to.setTcpNoDelay(true);
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      end(from, to);
      return;
    }
    end(from, to);
  }

  /** One end has closed, so the other is told. */
  private synchronized void end(Socket one, Socket other) {
    for (Socket socket : Set.of(one, other)) {
      sockets.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
