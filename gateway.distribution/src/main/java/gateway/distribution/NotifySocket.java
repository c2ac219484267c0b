package gateway.distribution;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sends datagrams to the socket of a service manager (sd_notify). By native calls, because Java has
 * Unix sockets for streams only; nothing is loaded before the first message.
 */
final class NotifySocket implements ServiceManager.Socket {

  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
  private static final int MAX_NAME = 107;

  /** The functions of the C library that this needs. */
  interface LibC extends Library {
    int socket(int domain, int type, int protocol) throws LastErrorException;

    NativeLong sendto(
        int fd, byte[] bytes, NativeLong count, int flags, byte[] address, int addressLength)
        throws LastErrorException;

    int close(int fd) throws LastErrorException;
  }

  /** Loaded with the first message. */
  private static final class Native0 {
    static final LibC LIB = Native.load("c", LibC.class);
  }

  private final byte[] address;

  /**
   * Makes the socket, without a native call.
   *
   * @param name a path, or {@code @} and an abstract name
   * @param temporary where the native part is unpacked to: other folders may forbid to run it
   */
  NotifySocket(String name, Path temporary) throws StartException {
    address = address(name);
    System.getProperties().putIfAbsent("jna.tmpdir", temporary.toString());
    System.getProperties().putIfAbsent("jna.nosys", "true");
  }

  private static byte[] address(String name) throws StartException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = name.startsWith("@");
    if (!(isAbstract || name.startsWith("/")) || bytes.length < 2 || bytes.length > MAX_NAME) {
      throw new StartException("NOTIFY_SOCKET is neither a path nor an abstract name: " + name);
    }
    if (isAbstract) {
      bytes[0] = 0;
    }
    return ByteBuffer.allocate(Short.BYTES + bytes.length + (isAbstract ? 0 : 1))
        .order(ByteOrder.nativeOrder())
        .putShort(AF_UNIX)
        .put(bytes)
        .array();
  }

  @Override
  public void send(String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try {
      int fd = Native0.LIB.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      try {
        Native0.LIB.sendto(
            fd,
            bytes,
            new NativeLong(bytes.length),
            MSG_DONTWAIT_NOSIGNAL,
            address,
            address.length);
      } finally {
        Native0.LIB.close(fd);
      }
    } catch (LastErrorException | LinkageError e) {
      throw new IOException(e.toString(), e);
    }
  }
}
