package gateway.broker;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Moquette that keeps everything in memory. */
final class EmbeddedBroker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  /** Queue size for the statuses of a vehicle whose External Server reads slowly. */
  private static final int SESSION_QUEUE = 65_536;

  private static final int MAX_MESSAGE = 4 * 1024 * 1024;

  private final Server server;

  private EmbeddedBroker(Server server) {
    this.server = server;
  }

  /**
   * Starts a broker.
   *
   * @throws IOException if the port is taken or the address is not one of this machine; nothing is
   *     left behind then
   */
  static EmbeddedBroker start(String host, int port) throws IOException {
    requireFree(host, port);
    Properties settings = new Properties();
    settings.setProperty(IConfig.HOST_PROPERTY_NAME, host);
    settings.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
    settings.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
    settings.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    settings.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    settings.setProperty(IConfig.BUFFER_FLUSH_MS_PROPERTY_NAME, "0");
    settings.setProperty(IConfig.SESSION_QUEUE_SIZE, Integer.toString(SESSION_QUEUE));
    settings.setProperty(IConfig.NETTY_MAX_BYTES_PROPERTY_NAME, Integer.toString(MAX_MESSAGE));
    Server server = new Server();
    try {
      server.startServer(new MemoryConfig(settings));
    } catch (RuntimeException e) {
      server.stopServer();
      throw new IOException(e.getMessage(), e);
    }
    EmbeddedBroker broker = new EmbeddedBroker(server);
    broker.keepSessionLoops();
    return broker;
  }

  /**
   * A thread of Moquette that serves a share of the sessions ends with the first exception, and its
   * clients then wait forever. Moquette throws one by itself: when a client leaves, it releases
   * what that client has not acknowledged, and releases it again when the acknowledgement arrives
   * late. The fault belongs to one session, so the thread must continue with the others.
   */
  private void keepSessionLoops() {
    try {
      Object loops = fieldOf(fieldOf(server, "dispatcher"), "sessionLoops");
      for (Thread loop : (Thread[]) fieldOf(loops, "sessionExecutors")) {
        loop.setUncaughtExceptionHandler(EmbeddedBroker::goOn);
      }
    } catch (ReflectiveOperationException e) {
      LOG.warn("a fault in one session of the broker may stop others: {}", e.toString());
    }
  }

  @SuppressWarnings("DoNotCall") // this is the thread
  private static void goOn(Thread loop, Throwable fault) {
    Throwable next = fault;
    while (next != null) {
      LOG.debug("{} continues after a fault in a session", loop.getName(), next);
      try {
        loop.run();
        next = null;
      } catch (RuntimeException e) {
        next = e;
      }
    }
  }

  /** Moquette leaves threads behind and logs a stack trace when it cannot bind, so ask first. */
  private static void requireFree(String host, int port) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    }
  }

  /** Stops the broker; its connections are closed. */
  @Override
  public void close() {
    skipQuietPeriod();
    server.stopServer();
  }

  /**
   * Moquette stops its event loops with Netty's quiet period, two seconds that a stopping gateway
   * does not have, and offers no setting for it. A loop group that is already stopping keeps the
   * period it was told first. If a version of Moquette moves these fields, stopping is slow and
   * nothing else.
   */
  private void skipQuietPeriod() {
    try {
      Object acceptor = fieldOf(server, "acceptor");
      for (String group : List.of("bossGroup", "workerGroup")) {
        ((EventLoopGroup) fieldOf(acceptor, group)).shutdownGracefully(0, 1, TimeUnit.SECONDS);
      }
    } catch (ReflectiveOperationException e) {
      LOG.debug("the broker stops slowly: {}", e.toString());
    }
  }

  private static Object fieldOf(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }
}
