package gateway.laboratory.outage;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The way from the gateway to its broker, with faults: cut (connections fall, new ones are
 * refused), black-holed (open, and nothing comes through), or slow.
 */
final class Relay implements Closeable {

  private final InetSocketAddress broker;
  private final Supplier<LinkWatch> watches;
  private final Set<RelayedLink> links = new HashSet<>();
  private final InetSocketAddress address;
  private ServerSocket server;
  private NetworkConditions conditions = NetworkConditions.PERFECT;
  private boolean held;
  private int linksMade;

  /**
   * Opens the way.
   *
   * @param watches makes the watch of each link
   */
  Relay(int brokerPort, Supplier<LinkWatch> watches) throws IOException {
    broker = new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort);
    this.watches = watches;
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Broker.freePort());
    restore();
  }

  int port() {
    return address.getPort();
  }

  /** Ends a cut. */
  synchronized void restore() throws IOException {
    if (server != null) {
      return;
    }
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(address);
    server = opened;
    Threads.start("relay", () -> accept(opened));
  }

  /** Cuts the link, and keeps it cut. */
  synchronized void cut() throws IOException {
    if (server != null) {
      server.close();
      server = null;
    }
    drop();
  }

  /** Cuts the links that are open; new ones may come. */
  synchronized void drop() {
    Set.copyOf(links).forEach(RelayedLink::close);
  }

  /** Lets nothing through any more, whatever is sent. */
  synchronized void hold() {
    held = true;
    links.forEach(link -> link.hold(true));
  }

  /** Lets everything through again, also what was sent meanwhile. */
  synchronized void release() {
    held = false;
    links.forEach(link -> link.hold(false));
  }

  /** Sends the gateway what no broker sends. */
  synchronized void inject(byte[] bytes) {
    links.forEach(link -> link.inject(bytes));
  }

  /** Returns how many links the gateway has made so far. */
  synchronized int linksMade() {
    return linksMade;
  }

  /** Changes the conditions on all links. */
  synchronized void set(NetworkConditions changed) {
    conditions = changed;
    links.forEach(link -> link.set(changed));
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        join(from.accept());
      }
    } catch (IOException e) {
      return; // cut
    }
  }

  private void join(Socket near) throws IOException {
    Socket far = new Socket();
    try {
      far.connect(broker);
    } catch (IOException e) {
      near.close();
      far.close();
      return; // there is no broker now
    }
    synchronized (this) {
      if (server == null) {
        near.close();
        far.close();
        return;
      }
      RelayedLink link = new RelayedLink(near, far, watches.get(), this::forget);
      links.add(link);
      linksMade++;
      link.set(conditions);
      link.hold(held);
      link.start();
    }
  }

  private synchronized void forget(RelayedLink link) {
    links.remove(link);
  }
}
