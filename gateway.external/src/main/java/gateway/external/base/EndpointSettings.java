package gateway.external.base;

import gateway.api.cloud.CloudEndpoint;
import gateway.api.cloud.CloudEndpoint.Login;
import gateway.api.cloud.CloudEndpoint.Tls;
import gateway.api.stage.InvalidValueException;
import gateway.protocol.tls.TlsFiles;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One endpoint: a server and the module numbers it carries.
 *
 * @param name name in the configuration
 * @param protocol which transport leads to the server
 * @param user empty for none
 * @param password empty for none
 * @param tls how to connect with TLS; absent for a plain connection
 * @param own what only the protocol knows, beside the settings that all endpoints share
 */
public record EndpointSettings(
    String name,
    String protocol,
    String host,
    int port,
    ModuleNumbers modules,
    String user,
    String password,
    Optional<TlsFiles> tls,
    Map<String, String> own) {

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

  /**
   * Returns where its transport leads.
   *
   * @param identity at the server
   */
  public CloudEndpoint cloud(Settings shared, String identity) {
    Map<String, String> all = new HashMap<>(own);
    all.put("notification-delay", Integer.toString(shared.delays().notification()));
    shared.vehicle().carId().ifPresent(id -> all.put("car-id", id));
    return new CloudEndpoint(
        name,
        host,
        port,
        shared.vehicle().company(),
        shared.vehicle().name(),
        identity,
        user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password)),
        tls.map(files -> new Tls(files.caFile(), files.clientCert(), files.clientKey())),
        Duration.ofMillis(shared.deadlines().keepAlive()),
        Duration.ofMillis(shared.deadlines().connect()),
        all);
  }

  /** Tells whether other settings lead to the same server in the same way. */
  public boolean reachesSameServerAs(EndpointSettings other) {
    return equals(
        new EndpointSettings(
            name,
            other.protocol,
            other.host,
            other.port,
            modules,
            other.user,
            other.password,
            other.tls,
            other.own));
  }

  /** Returns the server's address. */
  public String address() {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return (bare ? '[' + host + ']' : host) + ':' + port;
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return name + " (" + address() + ')';
  }
}
