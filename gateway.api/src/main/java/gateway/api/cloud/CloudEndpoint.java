package gateway.api.cloud;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where an External Server is, who the vehicle is, and how to connect.
 *
 * @param name of the endpoint in the configuration, for logs
 * @param host a name as the system resolves it, or an address
 * @param port from 1 to 65535
 * @param company as in messages (PROTOCOL section 4.1)
 * @param vehicle as in messages
 * @param identity what this endpoint calls itself at the server: no other endpoint of this vehicle
 *     with the same host and port has it
 * @param login absent for none
 * @param tls absent for a connection without encryption, where the protocol has one
 * @param keepAlive how long the other end may be quiet before it is asked for a sign of life
 * @param connectTimeout how long connecting may take
 * @param settings what only a protocol knows, by the names that its transport documents; others are
 *     ignored
 */
public record CloudEndpoint(
    String name,
    String host,
    int port,
    String company,
    String vehicle,
    String identity,
    Optional<Login> login,
    Optional<Tls> tls,
    Duration keepAlive,
    Duration connectTimeout,
    Map<String, String> settings) {

  private static final int MAX_PORT = 65535;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public CloudEndpoint {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must not be empty");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port must be from 1 to 65535, but is " + port);
    }
    if (keepAlive.isNegative() || keepAlive.isZero()) {
      throw new IllegalArgumentException("keepAlive must be positive");
    }
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("connectTimeout must be positive");
    }
    settings = Map.copyOf(settings);
  }

  /** Leaves out what is secret. */
  @Override
  public String toString() {
    return name + " (" + host + ':' + port + ')';
  }

  /** User name and password. */
  public record Login(String user, String password) {

    /** Leaves the password out. */
    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * Paths of PEM files. They are read with each link, so that renewed files count.
   *
   * @param caFile trusted authorities
   * @param clientCert own certificate chain; empty for none, then the key is empty, too
   * @param clientKey its private key, unencrypted
   */
  public record Tls(String caFile, String clientCert, String clientKey) {}
}
