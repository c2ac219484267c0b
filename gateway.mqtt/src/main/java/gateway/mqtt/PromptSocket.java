package gateway.mqtt;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Optional;

/**
 * A socket that sends at once, as the real server's does, and acknowledges at once what it reads.
 * Mosquitto as installed holds back a small message until the one before is acknowledged, which the
 * kernel otherwise delays by 40 ms: more than the whole round trip through the broker.
 */
class PromptSocket extends Socket {

  private final Optional<SocketOption<Boolean>> quickAck;

  PromptSocket() throws IOException {
    setTcpNoDelay(true);
    quickAck = quickAck(this);
  }

  /** Found by name: the class that declares it is not part of every Java. */
  @SuppressWarnings("unchecked")
  private static Optional<SocketOption<Boolean>> quickAck(Socket socket) {
    return socket.supportedOptions().stream()
        .filter(option -> option.name().equals("TCP_QUICKACK") && option.type() == Boolean.class)
        .map(option -> (SocketOption<Boolean>) option)
        .findFirst();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new PromptStream(super.getInputStream());
  }

  /** The kernel goes back to delaying by itself, so this is said again with every read. */
  private void acknowledgeAtOnce() throws IOException {
    if (quickAck.isPresent()) {
      setOption(quickAck.get(), true);
    }
  }

  private final class PromptStream extends FilterInputStream {

    PromptStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      acknowledgeAtOnce();
      return count;
    }
  }
}
