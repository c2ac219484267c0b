package gateway.internalserver;

import gateway.protocol.DeviceFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts frames out of the stream, one at a time: while its connection does not want a frame,
 * whatever arrives stays undecoded (PROTOCOL section 1.3; the connection may be on its way to
 * another event loop, or waiting for an answer).
 */
final class FrameDecoder extends ByteToMessageDecoder {

  /** Undecoded bytes of one connection from which on they count towards the shared budget. */
  private static final int LARGE = 16 * 1024;

  private final DeviceConnection connection;
  private final FrameBudget budget;
  private ChannelHandlerContext context;
  private int counted;

  FrameDecoder(DeviceConnection connection, FrameBudget budget) {
    this.connection = connection;
    this.budget = budget;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!connection.wantsFrame() || in.readableBytes() < DeviceFrames.HEADER_LENGTH) {
      return;
    }
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

  /** Decodes what has been kept back. On the connection's event loop, outside of decoding. */
  void resume() throws Exception {
    channelRead(context, Unpooled.EMPTY_BUFFER);
    channelReadComplete(context);
  }

  /** Replaces the inherited one, which would read on although reading is switched off. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    discardSomeReadBytes();
    int undecoded = actualReadableBytes();
    if (undecoded >= LARGE || counted > 0) {
      count(undecoded >= LARGE ? undecoded : 0);
    }
    connection.readComplete(undecoded, undecoded >= LARGE);
  }

  private void count(int bytes) {
    boolean within = budget.add(bytes - counted);
    counted = bytes;
    if (!within && bytes > 0) {
      connection.violated("too many large frames at once");
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    count(0);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    count(0);
    super.channelInactive(ctx);
  }
}
