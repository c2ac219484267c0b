package gateway.protocol.mqtt;

import gateway.protocol.tls.TlsFiles;
import javax.net.SocketFactory;

/**
 * Sockets for an MQTT link, on which no small message is held back in either direction. They are
 * for Paho's {@code tcp://} addresses, with TLS too: the handshake is part of connecting.
 */
public final class MqttSockets {

  private MqttSockets() {}

  /** Returns a factory of sockets without TLS. */
  public static SocketFactory plain() {
    return new LinkSockets(PlainSocket::new);
  }

  /**
   * Reads the files as they are now and returns a factory of sockets with TLS 1.2 or newer, which
   * connect only where the certificate is trusted and is for the host that was asked for. To be
   * called for each connection, so that renewed files count.
   *
   * @throws TlsFileException naming the key whose file is missing, unreadable or unusable, never
   *     with anything of its content
   */
  public static SocketFactory tls(TlsFiles files) {
    var context = files.context().getSocketFactory();
    return new LinkSockets(() -> new TlsSocket(context));
  }
}
