package gateway.protocol;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A socket that sends at once, as the real server's does, and acknowledges at once what it reads.
 * Mosquitto as installed holds back a small message until the one before is acknowledged, which the
 * kernel otherwise delays by 40 ms: more than the whole round trip through the broker.
 *
 * <p>Nothing is read before something was written, as the client speaks first in MQTT: a link that
 * Paho sees end before it has begun costs a thread, which waits for that beginning for ever.
 */
final class PromptSocket extends Socket {

  private static final int BUFFER_SIZE = 1 << 16;
  private static final int LONGEST_SILENCE = 5;

  private final Optional<SocketOption<Boolean>> quickAck;
  private final CountDownLatch spoken = new CountDownLatch(1);
  private InputStream in;

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
  public synchronized InputStream getInputStream() throws IOException {
    if (in == null) {
      in = new BufferedInputStream(new PromptStream(super.getInputStream()), BUFFER_SIZE);
    }
    return in;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new SpeakingStream(super.getOutputStream());
  }

  @Override
  public synchronized void close() throws IOException {
    spoken.countDown();
    super.close();
  }

  private void awaitSpoken() throws IOException {
    try {
      spoken.await(LONGEST_SILENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
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
      awaitSpoken();
      int count = super.read(target, offset, length);
      acknowledgeAtOnce();
      return count;
    }
  }

  private final class SpeakingStream extends FilterOutputStream {

    SpeakingStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      spoken.countDown();
    }
  }
}
