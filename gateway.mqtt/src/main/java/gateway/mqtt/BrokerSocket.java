package gateway.mqtt;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * The socket of one connection. It connects to the broker of the settings, whatever address Paho
 * has for it; where TLS is wanted, version 1.2 or newer, only when the certificate is trusted and
 * is for the host of the settings. What is read from it are packets as {@link PacketStream} lets
 * them through.
 */
final class BrokerSocket extends Socket {

  /** Finds the address of a host. */
  @FunctionalInterface
  interface Resolver {
    InetAddress resolve(String host) throws UnknownHostException;
  }

  static final Resolver SYSTEM = BrokerHost::resolve;

  /** Kind of a subject alternative name. */
  private static final Integer DNS_NAME = 2;

  private static final String[] TLS_VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final int TLS_BUFFER_SIZE = 1 << 16;
  private static final int MAX_SILENCE_SECONDS = 5;

  private final BrokerSettings settings;
  private final Resolver resolver;
  private final PacketStream in;
  private final CountDownLatch spoken = new CountDownLatch(1);

  private Socket socket;
  private boolean connected;
  private boolean closed;
  private volatile InputStream source;
  private volatile OutputStream out;

  @SuppressWarnings("NullAway.Init") // Paho connects before it reads and writes
  BrokerSocket(BrokerSettings settings, Resolver resolver, PacketStream.Watcher watcher) {
    this.settings = settings;
    this.resolver = resolver;
    this.in = new PacketStream(new Source(), settings.maxMessageBytes(), watcher, System::nanoTime);
  }

  /** Returns the stream of packets, which knows when something was heard. */
  PacketStream packets() {
    return in;
  }

  /** The time limits the connection, and each wait for an answer of the handshake. */
  @Override
  public void connect(SocketAddress ofPaho, int millisOfPaho) throws IOException {
    BrokerSettings.Broker broker = settings.broker();
    int millis = (int) Math.min(Integer.MAX_VALUE, settings.timing().connectTimeout().toMillis());
    try {
      var context = broker.tls().map(tls -> tls.get());
      InetAddress address = resolver.resolve(broker.host());
      Socket prompt = context.isPresent() ? new UnderTls() : new PromptSocket();
      begin(prompt);
      prompt.connect(new InetSocketAddress(address, broker.port()), millis);
      if (context.isPresent()) {
        prompt.setSoTimeout(millis);
        SSLSocket secured = secured(context.get(), prompt, broker);
        secured.startHandshake();
        if (!isKnownToJava(broker)) {
          checkName(secured, broker);
        }
        prompt.setSoTimeout(0);
        finish(secured);
      } else {
        finish(prompt);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static SSLSocket secured(SSLContext context, Socket under, BrokerSettings.Broker broker)
      throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(under, BrokerHost.ascii(broker.host()), broker.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setProtocols(TLS_VERSIONS);
    if (isKnownToJava(broker)) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secured.setSSLParameters(parameters);
    return secured;
  }

  /**
   * Java compares no names with an underscore, which hosts of Compose and their certificates have.
   */
  private static boolean isKnownToJava(BrokerSettings.Broker broker) {
    return !broker.host().contains("_");
  }

  private static void checkName(SSLSocket secured, BrokerSettings.Broker broker)
      throws IOException {
    String host = BrokerHost.ascii(broker.host());
    try {
      if (secured.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
          && certificate.getSubjectAlternativeNames() != null
          && certificate.getSubjectAlternativeNames().stream()
              .anyMatch(name -> name.get(0).equals(DNS_NAME) && isFor(host, "" + name.get(1)))) {
        return;
      }
    } catch (CertificateParsingException e) {
      throw new SSLPeerUnverifiedException(e.getMessage());
    }
    throw new SSLPeerUnverifiedException(
        "No subject alternative DNS name matching " + host + " found");
  }

  private static boolean isFor(String host, String name) {
    int dot = host.indexOf('.');
    return name.equalsIgnoreCase(host)
        || dot > 0
            && name.startsWith("*.")
            && name.substring(1).equalsIgnoreCase(host.substring(dot));
  }

  private synchronized void begin(Socket prompt) throws IOException {
    socket = prompt;
    if (closed) {
      throw new SocketException("closed");
    }
  }

  private synchronized void finish(Socket usable) throws IOException {
    if (closed) {
      throw new SocketException("closed");
    }
    source = usable.getInputStream();
    out = new Spoken(usable.getOutputStream());
    connected = true;
  }

  /**
   * Ends the connecting; if that is over, waits for the first word: a thread of Paho's that sees
   * the connection end while another is being started waits for that one for ever.
   *
   * @return whether there is something to disconnect
   */
  boolean settle() throws IOException, InterruptedException {
    synchronized (this) {
      if (!connected) {
        close();
        return false;
      }
    }
    spoken.await(MAX_SILENCE_SECONDS, TimeUnit.SECONDS);
    return true;
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  /** Paho wakes up once a second to see whether it is still wanted; closing wakes it up as well. */
  @Override
  public void setSoTimeout(int millisOfPaho) {
    // no time limit
  }

  /** Without a word of TLS, which would wait for a peer that does not read; MQTT has its own. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (socket != null) {
      socket.close();
    }
    super.close();
  }

  /** Lets nothing be read before something was written, as the client speaks first in MQTT. */
  private final class Source extends InputStream {

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        spoken.await(MAX_SILENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
      return source.read(target, offset, length);
    }
  }

  private final class Spoken extends FilterOutputStream {

    Spoken(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } finally {
        spoken.countDown();
      }
    }
  }

  /**
   * Leaves it to the reader to find out that the link is broken: it finds the alert by which the
   * peer has said why, such as that our certificate has expired.
   */
  private static final class UnderTls extends PromptSocket {

    UnderTls() throws IOException {}

    @Override
    public InputStream getInputStream() throws IOException {
      return new BufferedInputStream(super.getInputStream(), TLS_BUFFER_SIZE);
    }

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
