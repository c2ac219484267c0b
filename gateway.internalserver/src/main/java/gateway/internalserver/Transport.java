package gateway.internalserver;

import gateway.api.stage.FatalFailures;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The choice of transport: everything that would change for another one than NIO is here. */
final class Transport {

  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  private Transport() {}

  /** Lets {@code server} accept connections that can be cut off from any thread. */
  static ServerBootstrap configure(ServerBootstrap server) {
    return server.channelFactory(Listener::new);
  }

  /** An event loop with one thread. */
  static final class Loop {

    private final LoopSelectors selectors = new LoopSelectors(SelectorProvider.provider());
    private final MultiThreadIoEventLoopGroup group;

    Loop(String threadName) {
      group =
          new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory(selectors)) {
            @Override
            protected IoEventLoop newChild(
                Executor executor, IoHandlerFactory handlers, Object... others) {
              return new OwnEventLoop(this, executor, handlers);
            }
          };
    }

    EventLoop eventLoop() {
      return group.next();
    }

    MultiThreadIoEventLoopGroup group() {
      return group;
    }

    /** Ends the loop in order; waits at most {@code millis}. */
    void stop(long millis) {
      group.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
    }

    /** Tells whether a socket is registered here, and not still or already elsewhere. */
    boolean owns(Channel channel) {
      return channel.isRegistered() && channel.eventLoop() == eventLoop();
    }

    /** First half of the end of a loop whose thread hangs. */
    @SuppressWarnings("deprecation") // an orderly shutdown would need the thread
    void refuseTasks() {
      group.shutdown();
    }

    /**
     * Second half: closing the channels alone would leak their descriptors, which a selector keeps
     * until it runs again, so the selector is closed under it.
     */
    void closeSelector() {
      selectors.close();
    }
  }

  /** Netty would log what a task throws and go on, and let the thread end of an error. */
  private static final class OwnEventLoop extends SingleThreadIoEventLoop {

    OwnEventLoop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
      super(parent, executor, handlers);
    }

    @Override
    protected void run() {
      try {
        super.run();
      } catch (Error e) {
        FatalFailures.ending(e);
        throw e;
      }
    }

    @Override
    public void execute(Runnable task) {
      super.execute(checked(task));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return super.schedule(checked(task), delay, unit);
    }

    private static Runnable checked(Runnable task) {
      return () -> {
        try {
          task.run();
        } catch (Error e) {
          FatalFailures.check(e);
          throw e;
        }
      };
    }
  }

  /** The socket of a device. While nothing stands in its pipeline, frames are written past it. */
  static final class PlainSocket extends NioSocketChannel implements DeviceSocket {

    PlainSocket(Listener parent, SocketChannel socket) {
      super(parent, socket);
    }

    /** Puts handlers into the pipeline, for good; returns what writes through them. */
    DeviceSocket behind(List<ChannelHandler> handlers) {
      pipeline().addLast(handlers.toArray(ChannelHandler[]::new));
      return handlers.isEmpty() ? this : new PipelineSocket(this);
    }

    @Override
    public Channel channel() {
      return this;
    }

    /** Straight to the kernel: Netty's queue is needed only when the device does not read. */
    @Override
    public ChannelFuture writeNow(byte[] frame) {
      ByteBuffer bytes = ByteBuffer.wrap(frame);
      try {
        javaChannel().write(bytes);
      } catch (IOException e) {
        return newFailedFuture(e);
      }
      return bytes.hasRemaining()
          ? writeAndFlush(Unpooled.wrappedBuffer(bytes))
          : newSucceededFuture();
    }

    @Override
    public void readOn(boolean on) {
      config().setAutoRead(on);
    }

    @Override
    public void cutOff() {
      try {
        javaChannel().shutdownInput();
        javaChannel().shutdownOutput();
      } catch (IOException e) {
        LOG.debug("{} was closed before it was cut off", this, e);
      }
    }

    @Override
    public void closeNow() {
      cutOff();
      try {
        javaChannel().close();
      } catch (IOException e) {
        LOG.debug("{} could not be closed", this, e);
      }
    }
  }

  /** A socket with a pipeline that changes the bytes, encrypts them for instance. */
  private record PipelineSocket(PlainSocket channel) implements DeviceSocket {

    @Override
    public ChannelFuture writeNow(byte[] frame) {
      return channel.writeAndFlush(Unpooled.wrappedBuffer(frame));
    }

    @Override
    public void readOn(boolean on) {
      channel.readOn(on);
    }

    @Override
    public void cutOff() {
      channel.cutOff();
    }

    @Override
    public void closeNow() {
      channel.closeNow();
    }
  }

  private static final class Listener extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      SocketChannel socket = javaChannel().accept();
      if (socket == null) {
        return 0;
      }
      accepted.add(new PlainSocket(this, socket));
      return 1;
    }
  }

  /** Remembers the selectors that were opened through it. */
  private static final class LoopSelectors extends SelectorProvider {

    private final SelectorProvider provider;
    private volatile @Nullable AbstractSelector opened;

    LoopSelectors(SelectorProvider provider) {
      this.provider = provider;
    }

    void close() {
      Selector selector = opened;
      if (selector != null) {
        try {
          selector.close();
        } catch (IOException e) {
          LOG.warn("The selector of an abandoned lane could not be closed: {}", e.toString());
        }
      }
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
      AbstractSelector selector = provider.openSelector();
      opened = selector;
      return selector;
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
      return provider.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
      return provider.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
      return provider.openPipe();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
      return provider.openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
      return provider.openSocketChannel();
    }
  }
}
