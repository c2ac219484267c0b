package gateway.protocol.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets nothing be read before something was written, as the client speaks first in MQTT: a link
 * that Paho sees end before it has begun costs a thread, which waits for that beginning for ever.
 */
final class FirstWord {

  private static final int LONGEST_SILENCE = 5;

  private final CountDownLatch spoken = new CountDownLatch(1);

  InputStream reader(InputStream in) {
    return new Listening(in);
  }

  OutputStream writer(OutputStream out) {
    return new Speaking(out);
  }

  /** Nothing will be written any more. */
  void end() {
    spoken.countDown();
  }

  private void await() throws IOException {
    try {
      spoken.await(LONGEST_SILENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private final class Listening extends FilterInputStream {

    Listening(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      await();
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      await();
      return in.read(target, offset, length);
    }
  }

  private final class Speaking extends FilterOutputStream {

    Speaking(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      end();
    }
  }
}
