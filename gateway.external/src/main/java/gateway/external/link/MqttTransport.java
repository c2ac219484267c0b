package gateway.external.link;

import gateway.api.cloud.CloudEndpoint;
import gateway.api.cloud.CloudLink;
import gateway.api.cloud.CloudTransport;
import gateway.api.stage.MemoryShare;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.mqtt.BrokerSettings.Broker;
import gateway.mqtt.BrokerSettings.Login;
import gateway.mqtt.BrokerSettings.Timing;
import gateway.protocol.tls.TlsFiles;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Links over an MQTT broker (PROTOCOL section 4.2). Of the settings of an endpoint it knows {@link
 * #CAR_ID}, {@link #NOTIFICATION_DELAY} and {@link #MAX_MESSAGE_BYTES}.
 */
@Component(
    service = CloudTransport.class,
    property = CloudTransport.PROTOCOL + '=' + CloudTransport.MQTT)
public final class MqttTransport implements CloudTransport {

  /** With it the topics are those of the proof of concept. */
  public static final String CAR_ID = "car-id";

  /** Time that the server needs after it has cleared a session, in milliseconds. */
  public static final String NOTIFICATION_DELAY = "notification-delay";

  /** Publications that are longer with their topic are not sent, and those that come left out. */
  public static final String MAX_MESSAGE_BYTES = "max-message-bytes";

  /** Header, lengths and packet id of a publication, at most. */
  private static final int PACKET_BYTES = 5 + 2 + 2;

  /** A message is there three times while it is received. */
  private static final long MOST_BYTES = MemoryShare.RECEIVED.bytes() / 4;

  private static final String USUAL_DELAY = "2000";

  /** A fleet does not come back in step: each vehicle waits up to this part longer. */
  private static final int PART_AFTER_NOTIFICATION = 4;

  /** Opens connections to brokers. */
  @FunctionalInterface
  public interface Brokers {

    /** Begins to connect and to subscribe. */
    BrokerConnection open(BrokerSettings settings, BrokerConnection.Listener listener);
  }

  private final Brokers brokers;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;

  /** When the server that speaks on a topic of a broker takes a Connect again. */
  private final Map<String, Long> listensAt = new ConcurrentHashMap<>();

  /** Makes one with real brokers and real time. */
  @Activate
  public MqttTransport() {
    this(
        BrokerConnection::open,
        timer(),
        System::nanoTime,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Makes one.
   *
   * @param random from 0 to 1; 1 for the configured delay
   */
  public MqttTransport(
      Brokers brokers,
      ScheduledExecutorService timer,
      LongSupplier nanoTime,
      DoubleSupplier random) {
    this.brokers = brokers;
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** A thread that ends when it has nothing to do: links are closed after this component. */
  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "mqtt-link");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  @Override
  public CloudLink open(CloudEndpoint endpoint, CloudLink.Listener listener) {
    Topics topics = Topics.of(endpoint);
    MqttLink link =
        new MqttLink(
            endpoint.name(),
            topics,
            maxMessageBytes(endpoint, topics),
            new Pause(endpoint, topics),
            timer,
            listener);
    link.use(brokers.open(settings(endpoint, topics), link));
    return link;
  }

  /** Brokers count the whole packet, or what it carries: the smaller of both fits always. */
  private static int maxMessageBytes(CloudEndpoint endpoint, Topics topics) {
    int topic = topics.publish().getBytes(StandardCharsets.UTF_8).length;
    return Optional.ofNullable(endpoint.settings().get(MAX_MESSAGE_BYTES))
        .map(bytes -> Integer.parseInt(bytes) - PACKET_BYTES - topic)
        .orElse(Integer.MAX_VALUE);
  }

  private static BrokerSettings settings(CloudEndpoint endpoint, Topics topics) {
    Broker broker =
        new Broker(
            endpoint.host(),
            endpoint.port(),
            endpoint.login().map(login -> new Login(login.user(), login.password())),
            endpoint
                .tls()
                .map(tls -> new TlsFiles(tls.caFile(), tls.clientCert(), tls.clientKey()))
                .map(files -> files::context));
    BrokerSettings settings =
        new BrokerSettings(
                broker,
                endpoint.identity(),
                new Timing(endpoint.keepAlive(), endpoint.connectTimeout()))
            .withSubscriptions(topics.subscriptions());
    long configured =
        Optional.ofNullable(endpoint.settings().get(MAX_MESSAGE_BYTES))
            .map(Long::valueOf)
            .orElse((long) settings.maxMessageBytes());
    return settings.withMaxMessageBytes((int) Math.min(configured, MOST_BYTES));
  }

  /** What a vehicle's server needs between two sessions, over all links (PROTOCOL section 4.8). */
  final class Pause {

    private final String key;
    private final long millis;

    private Pause(CloudEndpoint endpoint, Topics topics) {
      key = endpoint.host() + ' ' + endpoint.port() + ' ' + topics.messages();
      millis = Long.parseLong(endpoint.settings().getOrDefault(NOTIFICATION_DELAY, USUAL_DELAY));
    }

    /** The server has cleared its session now. */
    void begin() {
      long pause =
          millis + Math.round((1 - random.getAsDouble()) * millis / PART_AFTER_NOTIFICATION);
      long now = nanoTime.getAsLong();
      listensAt.values().removeIf(at -> at - now <= 0);
      listensAt.put(key, now + TimeUnit.MILLISECONDS.toNanos(pause));
    }

    /** Returns how long no Connect may be sent, in nanoseconds; 0 or less if one may. */
    long left() {
      Long at = listensAt.get(key);
      return at == null ? 0 : at - nanoTime.getAsLong();
    }
  }
}
