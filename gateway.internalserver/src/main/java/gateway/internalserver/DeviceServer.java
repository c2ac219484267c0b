package gateway.internalserver;

import gateway.api.stage.DisconnectCause;
import gateway.api.stage.FatalFailures;
import gateway.api.stage.MemoryBudget;
import gateway.api.stage.MemoryShare;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.PeriodicLook;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the device ports, and serves the devices that connect (PROTOCOL section 2.2). */
final class DeviceServer {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceServer.class);

  private static final int BACKLOG = 1024;
  private static final long STOP_MILLIS = 1000;
  private static final long SURPLUS_LOG_NANOS = TimeUnit.SECONDS.toNanos(1);

  private volatile ServerSettings settings;
  private final NettyLanes lanes;
  private final Transport.Loop acceptor = new Transport.Loop("gateway-devices");
  private final MemoryBudget frames;
  private final Admission admission;
  private final Handshake handshake;
  private volatile Map<DevicePort, Channel> listeners;
  private final PeriodicLook watch;

  private long deadlinesChecked = System.nanoTime();
  private long surplusLogged = System.nanoTime() - SURPLUS_LOG_NANOS;

  /**
   * Opens the ports.
   *
   * @throws IOException naming the port that is taken, or whose address is none of this machine's
   */
  DeviceServer(ServerSettings settings, ModuleCatalog catalog, NettyLanes lanes)
      throws IOException {
    this(
        settings,
        catalog,
        lanes,
        new MemoryBudget(MemoryShare.CONNECTIONS),
        new MemoryBudget(MemoryShare.FRAMES));
  }

  /** As the other, with other shares of the memory. */
  DeviceServer(
      ServerSettings settings,
      ModuleCatalog catalog,
      NettyLanes lanes,
      MemoryBudget connections,
      MemoryBudget frames)
      throws IOException {
    this.settings = settings;
    this.lanes = lanes;
    this.frames = frames;
    admission = new Admission(settings.bounds(), acceptor.eventLoop(), connections);
    handshake = new Handshake(catalog, lanes, acceptor.eventLoop(), admission, settings.testing());
    try {
      listeners = listen(settings.ports(), Map.of());
    } catch (IOException e) {
      acceptor.stop(STOP_MILLIS);
      throw e;
    }
    watch =
        new PeriodicLook(
            "the watch over the deadlines of devices",
            acceptor.eventLoop(),
            System::nanoTime,
            this::checkDeadlines,
            e -> LOG.error("A look at the deadlines of devices failed, the next one comes", e));
    watchDeadlines();
  }

  /** Looks ten times within the shortest deadline. */
  private void watchDeadlines() {
    Duration period =
        Duration.ofMillis(Math.max(1, settings.timing().answerDeadline().toMillis() / 10));
    watch.start(period, period);
  }

  /**
   * Takes other settings: limits count from their next use, of a frame with the next connection.
   * New ports are opened before former ones are closed; devices that are connected stay so.
   *
   * @throws IOException naming the port that is taken, or whose address is none of this machine's:
   *     then nothing has changed
   */
  void change(ServerSettings changed) throws IOException {
    Map<DevicePort, Channel> before = listeners;
    listeners = listen(changed.ports(), before);
    before.forEach((port, listener) -> closeUnless(listeners.containsKey(port), listener));
    settings = changed;
    admission.change(changed.bounds());
    watchDeadlines();
  }

  /** Opens the ports that are not open yet; all or none. */
  private Map<DevicePort, Channel> listen(List<DevicePort> ports, Map<DevicePort, Channel> open)
      throws IOException {
    Map<DevicePort, Channel> listening = new LinkedHashMap<>();
    try {
      for (DevicePort port : ports) {
        listening.put(port, open.containsKey(port) ? open.get(port) : listen(port));
      }
    } catch (IOException e) {
      listening.forEach((port, listener) -> closeUnless(open.containsKey(port), listener));
      throw e;
    }
    return listening;
  }

  private static void closeUnless(boolean needed, Channel listener) {
    if (!needed) {
      listener.close().awaitUninterruptibly(STOP_MILLIS);
    }
  }

  private Channel listen(DevicePort port) throws IOException {
    ChannelFuture bound =
        Transport.configure(new ServerBootstrap().group(acceptor.group()))
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new SharedReadBuffer())
            .handler(new FatalAccepting())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    accepted(port, (Transport.PlainSocket) socket);
                  }
                })
            .bind(new InetSocketAddress(port.address(), port.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      boolean unknown = bound.cause() instanceof UnresolvedAddressException;
      throw new IOException(
          "cannot listen for devices on "
              + port
              + ": "
              + (unknown ? "unknown address" : bound.cause().getMessage()),
          bound.cause());
    }
    bound.channel().pipeline().addLast(new Unaccepted());
    return bound.channel();
  }

  /** Netty closes a port where an error comes out of the accepting. */
  private static final class FatalAccepting extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof Error) {
        FatalFailures.ending(cause);
      }
      context.fireExceptionCaught(cause);
    }
  }

  /**
   * Behind the acceptor, which rests for a second: the system refuses a connection, mostly for want
   * of files.
   */
  private static final class Unaccepted extends ChannelInboundHandlerAdapter {

    private long quietUntil = System.nanoTime();

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!(cause instanceof IOException)) {
        context.fireExceptionCaught(cause);
      } else if (System.nanoTime() - quietUntil >= 0) {
        quietUntil = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        LOG.warn(
            "Device port: no connection can be accepted: {}; more may follow, raise the limit of"
                + " open files",
            cause.getMessage());
      }
    }
  }

  /** Returns where the ports listen, in their order. */
  List<InetSocketAddress> addresses() {
    return listeners.values().stream()
        .map(listener -> (InetSocketAddress) listener.localAddress())
        .toList();
  }

  /** Returns a heartbeat of the loop that accepts devices. */
  CompletionStage<Void> beat() {
    return CompletableFuture.runAsync(() -> {}, acceptor.eventLoop());
  }

  PeriodicLook watch() {
    return watch;
  }

  TrafficCounters traffic() {
    return handshake.traffic();
  }

  int connections() {
    return admission.open().size();
  }

  private void accepted(DevicePort port, Transport.PlainSocket channel) {
    DeviceSocket socket = channel.behind(port.pipeline().handlers(channel));
    DeviceConnection connection =
        new DeviceConnection(socket, port.identities(), handshake, settings.bounds(), frames);
    if (connection.address() == null) {
      channel.close();
      return;
    }
    admission.admit(connection).ifPresent(this::closeSurplus);
    channel.closeFuture().addListener(closed -> handshake.closed(connection));
    channel.pipeline().addLast(connection.decoder(), connection);
  }

  private void closeSurplus(DeviceConnection connection) {
    long now = System.nanoTime();
    if (now - surplusLogged >= SURPLUS_LOG_NANOS) {
      surplusLogged = now;
      LOG.warn("Too many connections: closing the oldest ones that have sent no connect message");
    }
    close(connection, DisconnectCause.OVERLOAD);
  }

  /** On the event loop that it is on. */
  private static void close(DeviceConnection connection, DisconnectCause cause) {
    Channel channel = connection.socket().channel();
    try {
      channel.eventLoop().execute(() -> connection.close(cause));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      channel.close();
    }
  }

  private void checkDeadlines() {
    long now = System.nanoTime();
    boolean late = now - deadlinesChecked > settings.timing().answerDeadline().toNanos();
    deadlinesChecked = now;
    if (late) {
      return; // nothing ran meanwhile: what is waited for may have arrived and need a moment
    }
    checkDeadlines(now);
  }

  /** Checks the deadlines as they are at a time. */
  void checkDeadlines(long now) {
    for (DeviceConnection connection : admission.open()) {
      connection.checkDeadline(now, settings.timing());
    }
  }

  /** Uses a handler; the records of the former one are gone, and so are their devices. */
  void use(ModuleHandler handler) {
    if (handshake.use(handler)) {
      disconnectAll();
    }
  }

  void stopUsing(ModuleHandler handler) {
    if (handshake.stopUsing(handler)) {
      disconnectAll();
    }
  }

  private void disconnectAll() {
    lanes.all().forEach(lane -> onLane(lane, DisconnectCause.MODULE_UNAVAILABLE, () -> {}));
  }

  private static void onLane(NettyLane lane, DisconnectCause cause, Runnable then) {
    try {
      lane.executor()
          .execute(
              () -> {
                lane.disconnectAll(cause);
                then.run();
              });
    } catch (RejectedExecutionException e) {
      then.run();
    }
  }

  void moduleChanged() {
    handshake.moduleChanged();
  }

  /** Stops accepting and disconnects every device; waits at most a second for lanes that hang. */
  void stop() throws InterruptedException {
    listeners.values().forEach(listener -> closeUnless(false, listener));
    List<NettyLane> busy = List.copyOf(lanes.all());
    CountDownLatch done = new CountDownLatch(busy.size());
    busy.forEach(lane -> onLane(lane, DisconnectCause.SHUTDOWN, done::countDown));
    if (!done.await(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
      LOG.warn("A module hangs: closing the sockets of its devices without it");
    }
    admission.open().forEach(connection -> close(connection, DisconnectCause.SHUTDOWN));
    acceptor.stop(STOP_MILLIS);
  }
}
