package gateway.ipc;

import gateway.protocol.tls.TlsFiles;
import java.util.Optional;

/**
 * Where the broker of the stages is.
 *
 * @param tls for an encrypted connection
 */
record BrokerSettings(
    String host,
    int port,
    String user,
    String password,
    Optional<TlsFiles> tls,
    int keepAliveSeconds) {

  String address() {
    return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return address();
  }
}
