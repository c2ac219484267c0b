package gateway.laboratory.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The socket of a service manager, by which a gateway says that it is ready (sd_notify): the
 * laboratory plays systemd. By native calls, because Java has Unix sockets for streams only.
 */
public final class ReadinessSocket implements AutoCloseable {

  /** The environment variable that names it to the gateway. */
  public static final String VARIABLE = "NOTIFY_SOCKET";

  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MAX_MESSAGE = 4096;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** The functions of the C library that this needs. */
  interface LibC extends Library {
    int socket(int domain, int type, int protocol) throws LastErrorException;

    int bind(int fd, byte[] address, int addressLength) throws LastErrorException;

    NativeLong recv(int fd, byte[] buffer, NativeLong length, int flags) throws LastErrorException;

    int close(int fd) throws LastErrorException;
  }

  private static final LibC LIB = Native.load("c", LibC.class);

  private final String name =
      "gateway-laboratory-" + ProcessHandle.current().pid() + '-' + NUMBERS.incrementAndGet();
  private final int fd;
  private boolean ready;
  private boolean closed;

  /** Opens a socket with an abstract name of its own. */
  public ReadinessSocket() throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    byte[] address =
        ByteBuffer.allocate(Short.BYTES + 1 + bytes.length)
            .order(ByteOrder.nativeOrder())
            .putShort(AF_UNIX)
            .put((byte) 0)
            .put(bytes)
            .array();
    try {
      fd = LIB.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      LIB.bind(fd, address, address.length);
    } catch (LastErrorException e) {
      throw new IOException("no socket to hear of a gateway that is ready: " + e.getMessage(), e);
    }
  }

  /** Returns the value of {@link #VARIABLE} for the gateway. */
  public String value() {
    return '@' + name;
  }

  /** Tells whether the gateway has said that it is ready. */
  public synchronized boolean isReady() {
    byte[] buffer = new byte[MAX_MESSAGE];
    while (!ready && !closed) {
      int length;
      try {
        length = LIB.recv(fd, buffer, new NativeLong(buffer.length), MSG_DONTWAIT).intValue();
      } catch (LastErrorException e) {
        return false; // nothing has come
      }
      String message = new String(buffer, 0, length, StandardCharsets.UTF_8);
      ready = List.of(message.split("\n")).contains("READY=1");
    }
    return ready;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LIB.close(fd);
    }
  }
}
