package gateway.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How to connect to a broker.
 *
 * @param clientId name of the connection at the broker, which ends an older one of the same name
 * @param will what the broker publishes when the connection is lost
 * @param subscriptions topic filters, subscribed with QoS 1 before the connection is ready
 * @param maxMessageBytes a publication with its topic that has more is left out; never more than an
 *     eighth of the heap, because Paho makes three copies
 */
public record BrokerSettings(
    Broker broker,
    String clientId,
    Timing timing,
    Optional<Will> will,
    List<String> subscriptions,
    int maxMessageBytes) {

  /** Far above every message of the protocol, in bytes. */
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  /** The smallest bound, in bytes. */
  public static final int MIN_MAX_MESSAGE_BYTES = 128;

  /** Checks the values. */
  public BrokerSettings {
    if (clientId.isEmpty()) {
      throw new IllegalArgumentException("clientId must not be empty");
    }
    if (maxMessageBytes < MIN_MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "maxMessageBytes must be at least " + MIN_MAX_MESSAGE_BYTES);
    }
    subscriptions = List.copyOf(subscriptions);
    maxMessageBytes = (int) Math.min(maxMessageBytes, Runtime.getRuntime().maxMemory() / 8);
  }

  /** Makes settings without a will and without subscriptions. */
  public BrokerSettings(Broker broker, String clientId, Timing timing) {
    this(broker, clientId, timing, Optional.empty(), List.of(), DEFAULT_MAX_MESSAGE_BYTES);
  }

  /** Returns the same with these subscriptions. */
  public BrokerSettings withSubscriptions(List<String> filters) {
    return new BrokerSettings(broker, clientId, timing, will, filters, maxMessageBytes);
  }

  /** Returns the same with a will. */
  public BrokerSettings withWill(Will other) {
    return new BrokerSettings(
        broker, clientId, timing, Optional.of(other), subscriptions, maxMessageBytes);
  }

  /** Returns the same with another bound of a publication. */
  public BrokerSettings withMaxMessageBytes(int bytes) {
    return new BrokerSettings(broker, clientId, timing, will, subscriptions, bytes);
  }

  /**
   * Where a broker is, and who asks.
   *
   * @param host a name as the system resolves it, or an address
   * @param login absent for none
   * @param tls absent for a plain connection; asked once for each connection, on a thread that may
   *     wait; an exception's message is the reason why the connection is lost
   */
  public record Broker(
      String host, int port, Optional<Login> login, Optional<Supplier<SSLContext>> tls) {

    /** Checks the values. */
    public Broker {
      BrokerHost.fault(host)
          .ifPresent(
              rule -> {
                throw new IllegalArgumentException("host " + rule);
              });
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port must be from 1 to 65535, but is " + port);
      }
    }

    /** Makes one without login and without TLS. */
    public Broker(String host, int port) {
      this(host, port, Optional.empty(), Optional.empty());
    }

    /** Returns host and port as one writes them. */
    public String address() {
      boolean bare = host.contains(":") && !host.startsWith("[");
      return (bare ? '[' + host + ']' : host) + ':' + port;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
      return address();
    }
  }

  /** User name and password. */
  public record Login(String user, String password) {

    /** Returns the login of a configuration, in which an empty user means none. */
    public static Optional<Login> of(String user, String password) {
      return user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password));
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * Times of a connection.
   *
   * @param keepAlive after which a quiet broker is asked for a sign of life; rounded up to seconds,
   *     as MQTT has it; a broker silent for 7/5 of it is lost
   * @param connectTimeout until the connection must be ready
   */
  public record Timing(Duration keepAlive, Duration connectTimeout) {

    private static final long MAX_KEEP_ALIVE = 0xFFFF;

    /** Rounds and checks the values. */
    public Timing {
      keepAlive = Duration.ofSeconds((keepAlive.toMillis() + 999) / 1000);
      if (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > MAX_KEEP_ALIVE) {
        throw new IllegalArgumentException("keepAlive must be from 1 to 65535 seconds");
      }
      if (connectTimeout.isNegative() || connectTimeout.isZero()) {
        throw new IllegalArgumentException("connectTimeout must be positive");
      }
    }
  }

  /** What a broker publishes, with QoS 1, in the name of a connection that is lost. */
  public record Will(String topic, byte[] message, boolean retained) {}
}
