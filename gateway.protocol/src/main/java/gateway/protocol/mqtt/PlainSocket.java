package gateway.protocol.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A prompt socket without TLS, on which the client speaks first. */
final class PlainSocket extends PromptSocket {

  private final FirstWord firstWord = new FirstWord();

  PlainSocket() throws IOException {}

  @Override
  public InputStream getInputStream() throws IOException {
    return firstWord.reader(super.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return firstWord.writer(super.getOutputStream());
  }

  @Override
  public void close() throws IOException {
    firstWord.end();
    super.close();
  }
}
