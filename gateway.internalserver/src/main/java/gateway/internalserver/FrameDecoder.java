package gateway.internalserver;

import gateway.protocol.DeviceFrames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Cuts frames out of the stream, one at a time: while its connection does not want a frame,
 * whatever arrives stays undecoded (PROTOCOL section 1.3; the connection may be on its way to
 * another event loop, or waiting for an answer).
 *
 * <p>Keeps no buffer that it is given: nearly always all of it is decoded at once, and what is not
 * is copied, so that all connections of an event loop can be read into one buffer.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {

  /** From this number of undecoded bytes on, a connection draws on the shared budget. */
  private static final int LARGE = 16 * 1024;

  private final DeviceConnection connection;
  private final FrameBudget budget;

  /** Bytes that wait; null most of the time. */
  private @Nullable ByteBuf undecoded;

  private int counted;
  private long reads;

  FrameDecoder(DeviceConnection connection, FrameBudget budget) {
    this.connection = connection;
    this.budget = budget;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    reads++;
    try {
      if (undecoded == null) {
        decode(in);
        if (in.isReadable()) {
          undecoded = ctx.alloc().heapBuffer(in.readableBytes()).writeBytes(in);
        }
      } else {
        undecoded.discardReadBytes().writeBytes(in);
        resume();
      }
    } finally {
      in.release();
    }
  }

  /** Returns how often something was read. On the connection's event loop. */
  long reads() {
    return reads;
  }

  /** Decodes the bytes that wait. On the connection's event loop, outside of decoding. */
  void resume() {
    if (undecoded != null) {
      decode(undecoded);
      if (!undecoded.isReadable()) {
        drop();
      }
    }
    readComplete();
  }

  private void decode(ByteBuf in) {
    while (connection.wantsFrame() && in.readableBytes() >= DeviceFrames.HEADER_LENGTH) {
      long length = in.getUnsignedIntLE(in.readerIndex());
      if (length == 0 || length > connection.maxFrameBytes()) {
        in.skipBytes(in.readableBytes());
        connection.violated("a frame of " + length + " bytes");
        return;
      }
      if (in.readableBytes() < DeviceFrames.HEADER_LENGTH + length) {
        return;
      }
      in.skipBytes(DeviceFrames.HEADER_LENGTH);
      byte[] body = new byte[(int) length];
      in.readBytes(body);
      connection.frame(body);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readComplete();
  }

  private void readComplete() {
    int bytes = undecoded == null ? 0 : undecoded.readableBytes();
    if (bytes >= LARGE || counted > 0) {
      count(bytes >= LARGE ? bytes : 0);
    }
    connection.readComplete(bytes, bytes >= LARGE);
  }

  private void count(int bytes) {
    boolean within = budget.add(bytes - counted);
    counted = bytes;
    if (!within && bytes > 0) {
      connection.violated("too many large frames at once");
    }
  }

  private void drop() {
    if (undecoded != null) {
      undecoded.release();
      undecoded = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
    count(0);
  }
}
