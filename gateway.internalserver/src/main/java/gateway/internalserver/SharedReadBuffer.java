package gateway.internalserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Lets all sockets of an event loop be read into one buffer, which stays in the processor's cache.
 * {@link FrameDecoder} gives it back before the next read; a handler that keeps it makes the next
 * read allocate one of its own.
 */
final class SharedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

  private static final int BYTES = 16 * 1024;

  private final FastThreadLocal<ByteBuf> buffers =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
          return Unpooled.directBuffer(BYTES, BYTES);
        }

        @Override
        protected void onRemoval(ByteBuf buffer) {
          buffer.release();
        }
      };

  @Override
  @SuppressWarnings("deprecation") // the type of the inherited method
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return BYTES;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        ByteBuf shared = buffers.get();
        return shared.refCnt() == 1 ? shared.clear().retain() : allocator.ioBuffer(BYTES);
      }
    };
  }
}
