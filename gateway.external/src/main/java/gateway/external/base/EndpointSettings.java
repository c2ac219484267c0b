package gateway.external.base;

import gateway.api.stage.InvalidValueException;
import gateway.protocol.tls.TlsFiles;
import java.util.Optional;

/**
 * One endpoint: a broker and the module numbers it carries.
 *
 * @param name name in the configuration
 * @param user empty for none
 * @param password empty for none
 * @param tls how to connect with TLS; absent for a plain connection
 */
public record EndpointSettings(
    String name,
    String host,
    int port,
    ModuleNumbers modules,
    String user,
    String password,
    Optional<TlsFiles> tls) {

  public EndpointSettings {
    if (host == null || host.isBlank()) {
      throw new InvalidValueException("host", "must not be empty");
    }
    if (port < 1 || port > 65535) {
      throw new InvalidValueException("port", "must be from 1 to 65535, but is " + port);
    }
    if (user.isEmpty() && !password.isEmpty()) {
      throw new InvalidValueException("password", "is given without user");
    }
  }

  /** Returns the broker's address. */
  public String address() {
    return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return name + " (" + address() + ')';
  }
}
