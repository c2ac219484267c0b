package gateway.internalserver;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.FatalFailures;
import gateway.api.stage.MemoryBudget;
import gateway.internalserver.DevicePort.IdentityRule;
import gateway.internalserver.ServerSettings.Bounds;
import gateway.internalserver.ServerSettings.Timing;
import gateway.protocol.ClientMessage;
import gateway.protocol.DeviceFrames;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket: first on the event loop that accepted it, from its connect message on on the lane of
 * its module (PROTOCOL sections 2.3 and 2.5). Fields belong to the event loop, but for those that
 * the watch over deadlines reads, which must work when the event loop does not.
 */
final class DeviceConnection extends ChannelInboundHandlerAdapter implements DeviceDownlink {

  private enum State {
    /** Waits for its connect message. */
    INTRODUCING,
    /** Its connect message is being decided, perhaps on the way to its lane. */
    CONNECTING,
    /** Registered: statuses come and are answered. */
    OPEN,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(DeviceConnection.class);

  /** What a frame may bring beside its payload without the payload being copied out of it. */
  private static final int MAX_SURPLUS = 2048;

  /** How often, two milliseconds apart, a device that is late may still have sent something. */
  private static final int MAX_LOOKS = 100;

  private final DeviceSocket socket;
  private final IdentityRule identities;
  private final Handshake handshake;
  private final ConnectionLog log;
  private final FrameDecoder decoder;
  private final Bounds bounds;
  private final Deadline deadline = new Deadline();

  /** What it had waited for too long when the gateway cut it off; null when it has not. */
  private volatile @Nullable Wait overdue;

  /** Whether it was closed without its lane, which hangs, or is not there. */
  private volatile boolean abandoned;

  /** Whether a deadline that is over waits for what the event loop reads. */
  private volatile boolean lookingAgain;

  private State state = State.INTRODUCING;
  private Device device;
  private DeviceFrames frames;
  private NettyLane lane;
  private DeviceUplink uplink;
  private TypeTraffic traffic;

  /** The frames of the status that waits for its answer; null when none does. */
  private @Nullable DeviceFrames unanswered;

  /** An answer, or a part of it, waits until the device has read the ones before. */
  private boolean backlogged;

  private boolean decoding;

  @SuppressWarnings("NullAway.Init") // some fields are set with the connect message
  DeviceConnection(
      DeviceSocket socket,
      IdentityRule identities,
      Handshake handshake,
      Bounds bounds,
      MemoryBudget frameMemory) {
    this.socket = socket;
    this.identities = identities;
    this.handshake = handshake;
    this.bounds = bounds;
    log = handshake.log();
    decoder = new FrameDecoder(this, frameMemory);
  }

  DeviceSocket socket() {
    return socket;
  }

  FrameDecoder decoder() {
    return decoder;
  }

  /** Returns the address of the peer; null if it has gone before it was accepted. */
  @Nullable InetAddress address() {
    return socket.channel().remoteAddress() instanceof InetSocketAddress peer
        ? peer.getAddress()
        : null;
  }

  Device device() {
    return device;
  }

  /** Tells whether the rule of its port lets the connection be its device. */
  boolean mayBeItsDevice() {
    return identities.allows(socket.channel(), device.key());
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Tells whether its connect was answered with OK. */
  boolean isAccepted() {
    return traffic != null;
  }

  /** Returns the length of the longest frame that is acceptable now. */
  int maxFrameBytes() {
    return state == State.INTRODUCING ? bounds.maxConnectBytes() : bounds.maxFrameBytes();
  }

  /** Closes because of the length that a frame announces. */
  void violatedByLength(long length) {
    violated(
        state == State.INTRODUCING && length > 0
            ? "a connect message of "
                + length
                + " bytes, more than max-connect-bytes ("
                + maxFrameBytes()
                + ")"
            : "a frame of " + length + " bytes");
  }

  boolean wantsFrame() {
    return switch (state) {
      case INTRODUCING -> true;
      case OPEN -> unanswered == null && !backlogged;
      case CONNECTING, CLOSED -> false;
    };
  }

  void frame(byte[] body) {
    decoding = true;
    try {
      if (state == State.INTRODUCING) {
        introduce(ClientMessage.parse(body, 0, body.length), body.length);
      } else {
        status(body);
      }
    } catch (InvalidProtocolBufferException e) {
      violated("a message that cannot be decoded");
    } finally {
      decoding = false;
    }
  }

  private void introduce(ClientMessage message, int bytes) {
    if (message.kind() != ClientMessage.Kind.CONNECT) {
      violated("a status before its connect");
      return;
    }
    var sent = message.device();
    device =
        Device.of(
            sent.getModuleValue(),
            sent.getDeviceType(),
            sent.getDeviceRole(),
            sent.getDeviceName(),
            sent.getPriority());
    if (!handshake.hasMemoryFor(this, bytes)) {
      close(DisconnectCause.NO_MEMORY); // unanswered, because one client takes a refusal as final
      return;
    }
    frames = new DeviceFrames(message.encodedDevice());
    state = State.CONNECTING;
    socket.readOn(false);
    handshake.decide(this);
  }

  /** Moves to the event loop of its module; there the handshake goes on. */
  void moveTo(NettyLane target) {
    lane = target;
    target.add(this);
    socket.channel().deregister().addListener(done -> registerWith(target));
  }

  private void registerWith(NettyLane target) {
    try {
      target
          .eventLoop()
          .register(socket.channel())
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  handshake.decideOnLane(this, target);
                } else {
                  abandon();
                }
              });
    } catch (RejectedExecutionException | OutOfMemoryError e) { // no lane, or no thread for it
      abandon();
    }
  }

  /** Answers the connect with OK, and goes on decoding. */
  void accept(DeviceUplink handlerLink, TypeTraffic counters) {
    uplink = handlerLink;
    traffic = counters;
    counters.connected();
    state = State.OPEN;
    log.connected(this);
    deadline.waitFor(Wait.NOTHING);
    write(frames.connectResponse(ConnectVerdict.OK.code()));
    goOn();
  }

  void refuse(ConnectVerdict verdict, String reason) {
    log.refused(this, reason);
    handshake.traffic().refused(verdict);
    if (handshake.answersRefused()) {
      answerLast(verdict.code());
    } else {
      state = State.CLOSED;
      leaveLane();
      socket.channel().close();
    }
  }

  /** Answers the connect and closes. */
  void answerLast(int responseType) {
    state = State.CLOSED;
    leaveLane();
    byte[] answer = frames.connectResponse(responseType);
    socket
        .channel()
        .writeAndFlush(Unpooled.wrappedBuffer(answer))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void status(byte[] body) throws InvalidProtocolBufferException {
    int at = frames.findStatusData(body, 0, body.length);
    if (at >= 0) {
      handOver(Payload.wrap(body, at, body.length - at), frames); // the payload ends the frame
      return;
    }
    ClientMessage message = ClientMessage.parse(body, 0, body.length);
    var sent = message.device();
    if (message.kind() != ClientMessage.Kind.STATUS) {
      violated("a second connect");
    } else if (sent.getModuleValue() != device.module()
        || sent.getDeviceType() != device.deviceType()
        || !sent.getDeviceRole().equals(device.role())) {
      violated("a status of another device");
    } else if (sent.getPriority() != device.priority()) {
      violated("a status with another priority");
    } else {
      DeviceFrames echo =
          frames.areFor(message.encodedDevice())
              ? frames
              : new DeviceFrames(message.encodedDevice());
      Payload status = Payload.wrap(message.data(), message.dataOffset(), message.dataLength());
      handOver(body.length - status.size() > MAX_SURPLUS ? status.compact() : status, echo);
    }
  }

  private void handOver(Payload status, DeviceFrames answerFrames) {
    if (LOG.isTraceEnabled()) {
      LOG.trace("Device {} sends {}", device, new Excerpt(status));
    }
    unanswered = answerFrames;
    deadline.waitFor(Wait.ANSWER);
    uplink.status(status);
  }

  @Override
  public void command(Payload command) {
    if (state != State.OPEN) {
      return;
    }
    if (unanswered == null) {
      push(command);
      return;
    }
    DeviceFrames answerFrames = unanswered;
    long arrived = deadline.since();
    unanswered = null;
    deadline.waitFor(Wait.NOTHING);
    writeCommand(answerFrames, command);
    traffic.answered(System.nanoTime() - arrived);
    goOnLater();
  }

  /** An unsolicited command; at most one waits for a device that does not read. */
  private void push(Payload command) {
    if (!backlogged) {
      writeCommand(frames, command);
      traffic.pushed();
    } else {
      LOG.warn("Device {}: dropping a pushed command, the device does not read", device);
    }
  }

  private void writeCommand(DeviceFrames answerFrames, Payload command) {
    if (LOG.isTraceEnabled()) {
      LOG.trace("Device {} gets {}", device, new Excerpt(command));
    }
    byte[] frame = answerFrames.command(command.size());
    command.copyTo(frame, frame.length - command.size());
    write(frame);
  }

  private void write(byte[] frame) {
    ChannelFuture written = socket.writeNow(frame);
    if (!written.isDone()) {
      backlogged = true;
      deadline.waitFor(Wait.READER);
      written.addListener(done -> caughtUp());
    } else if (!written.isSuccess()) {
      failed(written.cause());
    }
  }

  private void caughtUp() {
    backlogged = false;
    if (state == State.OPEN) {
      deadline.waitFor(Wait.NOTHING);
      goOnLater();
    }
  }

  /** Not within this call: the handler may still have to forward the status just answered. */
  private void goOnLater() {
    if (!decoding) {
      socket.channel().eventLoop().execute(this::goOn);
    }
  }

  /** Reads again, unless what was kept back turns out to be enough for now. */
  private void goOn() {
    if (state != State.OPEN) {
      return;
    }
    socket.readOn(true);
    decoder.resume();
  }

  /** Called when all that has arrived is decoded, as far as frames were wanted. */
  void readComplete(int undecoded, boolean large) {
    if (state == State.CLOSED) {
      return;
    }
    if (!wantsFrame()) {
      if (large) {
        socket.readOn(false);
      }
    } else if (undecoded == 0) {
      if (deadline.isFor(Wait.REST_OF_FRAME)) {
        deadline.waitFor(Wait.NOTHING);
      }
    } else if (deadline.isFor(Wait.NOTHING)) {
      deadline.waitFor(Wait.REST_OF_FRAME);
    }
  }

  /** Waits for a module that may be on its way; on the accepting event loop. */
  void hold() {
    if (!deadline.isFor(Wait.MODULE)) {
      deadline.waitFor(Wait.MODULE);
    }
  }

  /** Leaves the client without an answer, which is what it is tested with. */
  void letWait() {
    deadline.waitFor(Wait.CLIENT_TO_GIVE_UP);
    socket.readOn(true);
  }

  /** Waits for the verdict. */
  void awaitVerdict() {
    deadline.waitFor(Wait.ANSWER);
  }

  /** Closes the connection if it has waited too long; any thread, called by one. */
  void checkDeadline(long now, Timing timing) {
    Wait waited = deadline.current();
    long since = deadline.since();
    if (isCutOff() || !deadline.isOver(waited, now, timing)) {
      return;
    }
    if (waited.isForDevice()) {
      lookAgain(waited, since);
    } else {
      overdue = waited; // before the socket is cut off: its end must not be taken for the cause
      try {
        socket.channel().eventLoop().execute(() -> close(waited.cause()));
        if (waited == Wait.ANSWER) {
          // the event loop may be what hangs
          socket.cutOff();
        }
      } catch (RejectedExecutionException | OutOfMemoryError e) {
        abandon();
      }
    }
  }

  /**
   * What a busy event loop has not read yet may lie in the socket: that is not the device's fault.
   */
  private void lookAgain(Wait waited, long since) {
    if (!lookingAgain) {
      lookingAgain = true;
      later(() -> expire(waited, since, MAX_LOOKS));
    }
  }

  /** Runs a task when the event loop has looked at its sockets. */
  private void later(Runnable task) {
    try {
      socket.channel().eventLoop().schedule(task, 1, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      abandon();
    }
  }

  /** Closes if a look at the socket has brought nothing; on the event loop. */
  private void expire(Wait waited, long since, int looks) {
    boolean waiting =
        socket.channel().eventLoop().inEventLoop()
            && deadline.isFor(waited)
            && deadline.since() == since;
    if (!waiting) {
      lookingAgain = false;
      return;
    }
    long before = decoder.reads();
    later(
        () -> {
          if (looks > 0 && decoder.reads() != before) {
            expire(waited, since, looks - 1);
          } else if (deadline.isFor(waited) && deadline.since() == since) {
            overdue = waited;
            close(waited.cause());
          } else {
            lookingAgain = false;
          }
        });
  }

  /** Tells whether the watch over deadlines has ended the connection. */
  boolean isCutOff() {
    return overdue != null || abandoned;
  }

  /** Whatever the event loop sees first of a connection that was cut off, this is the cause. */
  private DisconnectCause cause(DisconnectCause seen) {
    Wait waited = overdue;
    return waited == null ? seen : waited.cause();
  }

  /** Returns in words why it ends. */
  String reason(DisconnectCause cause) {
    Wait waited = overdue;
    if (waited != null) {
      return cause.text() + ": " + waited.missed();
    }
    return abandoned ? cause.text() + ": it hangs" : cause.text();
  }

  /** Closes, because the peer broke the protocol. */
  void violated(String what) {
    log.violated(this, what);
    end(DisconnectCause.PROTOCOL_ERROR, true);
  }

  /** Closes from the side of the server. */
  void close(DisconnectCause seen) {
    close(seen, true);
  }

  @Override
  public void disconnect(DisconnectCause seen) {
    close(seen, false);
  }

  private void close(DisconnectCause seen, boolean tellHandler) {
    if (state != State.CLOSED) {
      if (!abandoned) {
        log.disconnected(this, cause(seen));
      }
      end(seen, tellHandler);
    }
  }

  /** Frees the key before the socket closes, because both clients reconnect at once. */
  private void end(DisconnectCause seen, boolean tellHandler) {
    if (state == State.CLOSED) {
      return;
    }
    DisconnectCause cause = cause(seen);
    state = State.CLOSED;
    if (!abandoned) {
      count(cause);
    }
    leaveLane();
    if (tellHandler && uplink != null) {
      uplink.disconnected(cause);
    }
    socket.channel().close();
  }

  private void count(DisconnectCause cause) {
    if (traffic == null) {
      handshake.traffic().refused(cause);
    } else {
      traffic.disconnected(cause);
    }
  }

  private void leaveLane() {
    if (uplink != null) {
      lane.deregister(device.key(), this);
    }
    if (lane != null) {
      lane.remove(this);
    }
  }

  /** Closes without the lane, which hangs for good. Any thread. */
  void abandon() {
    boolean before = abandoned || state == State.CLOSED;
    abandoned = true;
    socket.closeNow();
    handshake.closed(this);
    if (!before) {
      DisconnectCause cause = cause(DisconnectCause.MODULE_UNAVAILABLE);
      log.disconnected(this, cause);
      count(cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    close(DisconnectCause.CLIENT_CLOSED);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(cause);
  }

  private void failed(Throwable cause) {
    FatalFailures.check(cause);
    if (cause instanceof IOException) {
      close(DisconnectCause.CLIENT_CLOSED);
    } else {
      LOG.error("{}: unexpected failure", this, cause);
      close(DisconnectCause.GATEWAY_FAILURE);
    }
  }

  @Override
  public String toString() {
    return device == null
        ? "Connection from " + socket.channel().remoteAddress()
        : "Device " + device;
  }
}
