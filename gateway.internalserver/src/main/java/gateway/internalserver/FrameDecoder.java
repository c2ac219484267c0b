package gateway.internalserver;

import gateway.api.stage.DisconnectCause;
import gateway.api.stage.MemoryBudget;
import gateway.protocol.DeviceFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

  /** A connection that keeps so many bytes undecoded is not read from. */
  private static final int LARGE = 16 * 1024;

  /** What is less is part of what a connection takes anyway. */
  private static final int UNCOUNTED = 1024;

  /** Enough for most frames that come in pieces. */
  private static final int SMALL = 256;

  /** From here on a buffer grows by a quarter, not to the double. */
  private static final int THRIFTY = 64 * 1024;

  private final DeviceConnection connection;
  private final MemoryBudget memory;

  /** Bytes that wait; null most of the time. */
  private @Nullable ByteBuf undecoded;

  private int counted;
  private long reads;

  FrameDecoder(DeviceConnection connection, MemoryBudget memory) {
    this.connection = connection;
    this.memory = memory;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    reads++;
    try {
      if (undecoded == null) {
        decode(in);
        if (in.isReadable()) {
          undecoded = Unpooled.buffer(Math.max(SMALL, in.readableBytes())).writeBytes(in);
          count(undecoded.capacity());
        }
      } else if (keep(undecoded.discardReadBytes(), in)) {
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

  /** Returns whether there is memory for it. */
  private boolean keep(ByteBuf kept, ByteBuf in) {
    int needed = kept.readableBytes() + in.readableBytes();
    if (needed > kept.capacity()) {
      int capacity = needed < THRIFTY ? Integer.highestOneBit(needed) * 2 : needed + needed / 4;
      if (!count(capacity)) {
        return false;
      }
      kept.capacity(capacity);
    }
    kept.writeBytes(in);
    return true;
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
        connection.violatedByLength(length);
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
    connection.readComplete(bytes, bytes >= LARGE);
  }

  /** Counts a buffer of this capacity; closes the connection if there is no memory for it. */
  private boolean count(int capacity) {
    int large = capacity > UNCOUNTED ? capacity : 0;
    if (large != counted) {
      if (!memory.tryTake(large - counted, large)) {
        drop();
        connection.close(DisconnectCause.NO_MEMORY);
        return false;
      }
      counted = large;
    }
    return true;
  }

  private void drop() {
    if (undecoded != null) {
      undecoded.release();
      undecoded = null;
      count(0);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }
}
