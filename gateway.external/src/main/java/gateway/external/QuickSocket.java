package gateway.external;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Optional;

/**
 * A socket without delays in either direction. Mosquitto with its default configuration sends a
 * small message only when the former one is acknowledged by TCP, and the kernel takes up to 40 ms
 * for that unless it is told with every read not to.
 */
final class QuickSocket extends Socket {

  private static final int BUFFER = 65_536;

  private final Optional<SocketOption<Boolean>> quickAck;
  private InputStream buffered;

  QuickSocket() throws IOException {
    setTcpNoDelay(true);
    quickAck = findQuickAck();
  }

  /** By its name, because the option exists on some systems only. */
  @SuppressWarnings("unchecked")
  private Optional<SocketOption<Boolean>> findQuickAck() {
    for (SocketOption<?> option : supportedOptions()) {
      if (option.name().equals("TCP_QUICKACK") && option.type() == Boolean.class) {
        return Optional.of((SocketOption<Boolean>) option);
      }
    }
    return Optional.empty();
  }

  /** Buffered, because the MQTT client reads byte by byte. */
  @Override
  public synchronized InputStream getInputStream() throws IOException {
    if (buffered == null) {
      buffered = new BufferedInputStream(new Reading(super.getInputStream()), BUFFER);
    }
    return buffered;
  }

  private final class Reading extends InputStream {

    private final InputStream in;

    Reading(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = in.read(target, offset, length);
      if (count > 0 && quickAck.isPresent()) {
        setOption(quickAck.get(), true);
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
