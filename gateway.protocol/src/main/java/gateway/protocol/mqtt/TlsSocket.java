package gateway.protocol.mqtt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A prompt socket with TLS 1.2 or newer, connected only when the peer's certificate is trusted and
 * is for the host that was asked for.
 */
final class TlsSocket extends Socket {

  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final SSLSocketFactory tls;
  private final Underlying socket = new Underlying();
  private final FirstWord firstWord = new FirstWord();
  private volatile SSLSocket secured;

  TlsSocket(SSLSocketFactory tls) throws IOException {
    this.tls = tls;
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    socket.bind(local);
  }

  @Override
  public void connect(SocketAddress remote) throws IOException {
    connect(remote, 0);
  }

  /** The time limits the connection, and each wait for an answer of the handshake. */
  @Override
  public void connect(SocketAddress remote, int millis) throws IOException {
    try {
      socket.connect(remote, millis);
      socket.setSoTimeout(millis);
      InetSocketAddress address = (InetSocketAddress) remote;
      SSLSocket over =
          (SSLSocket) tls.createSocket(socket, address.getHostString(), address.getPort(), true);
      SSLParameters parameters = over.getSSLParameters();
      parameters.setProtocols(VERSIONS);
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      over.setSSLParameters(parameters);
      over.startHandshake();
      socket.setSoTimeout(0);
      secured = over;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private SSLSocket secured() throws IOException {
    if (secured == null) {
      throw new SocketException("not connected");
    }
    return secured;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return firstWord.reader(secured().getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return firstWord.writer(secured().getOutputStream());
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public boolean isConnected() {
    return secured != null;
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  /** Without a word of TLS, which would wait for a peer that does not read; MQTT has its own. */
  @Override
  public void close() throws IOException {
    firstWord.end();
    socket.close();
    super.close();
  }

  /**
   * Leaves it to the reader to find out that the link is broken: it finds the alert by which the
   * peer has said why, such as that our certificate has expired.
   */
  private static final class Underlying extends PromptSocket {

    Underlying() throws IOException {}

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) {
          try {
            out.write(bytes, offset, length);
          } catch (IOException e) {
            return; // the reader ends with the reason
          }
        }
      };
    }
  }
}
