package gateway.external.link;

import gateway.external.base.EndpointSettings;
import gateway.external.base.Settings;
import gateway.external.base.Vehicle;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.mqtt.MqttSockets;
import java.io.EOFException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttPingSender;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link by Eclipse Paho: MQTT 3.1.1, QoS 1, clean session, no reconnect of its own (PROTOCOL
 * section 4.2). Its callbacks hand over and return, because a callback that waits for the client
 * waits for itself.
 */
public final class PahoLink implements MqttLink {

  /** Far above what the window and the External Server allow to be unacknowledged. */
  private static final int MAX_IN_FLIGHT = 1000;

  private static final int QOS = 1;
  private static final int REFUSED_SUBSCRIPTION = 0x80;
  private static final long DISCONNECT_TIME = 200;

  private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);

  private final String endpoint;
  private final Listener listener;
  private final Vehicle vehicle;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final MqttAsyncClient client;
  private volatile long heardAt = System.nanoTime();

  private PahoLink(EndpointSettings endpoint, Settings settings, String clientId, Listener listener)
      throws MqttException {
    this.endpoint = endpoint.name();
    this.listener = listener;
    this.vehicle = settings.vehicle();
    this.client =
        new MqttAsyncClient(
            "tcp://" + endpoint.address(), clientId, new MemoryPersistence(), noPings());
    client.setCallback(new Callback());
  }

  /**
   * Leaves pings to {@link #check}: Paho's own sender notices a silent broker only after two to
   * three keep-alives. Paho does not export a type that this interface names, hence the proxy.
   */
  private static MqttPingSender noPings() {
    return (MqttPingSender)
        Proxy.newProxyInstance(
            MqttPingSender.class.getClassLoader(),
            new Class<?>[] {MqttPingSender.class},
            (self, method, arguments) -> null);
  }

  /** Returns a factory of links to an endpoint. */
  public static Factory factory(EndpointSettings endpoint, Supplier<Settings> shared) {
    return (clientId, listener) -> {
      Settings settings = shared.get();
      try {
        PahoLink link = new PahoLink(endpoint, settings, clientId, listener);
        link.connect(options(endpoint, settings));
        return link;
      } catch (MqttException e) {
        listener.lost(reason(e));
        return new NoLink();
      } catch (IllegalArgumentException e) {
        listener.lost(e.getMessage());
        return new NoLink();
      }
    };
  }

  private static MqttConnectOptions options(EndpointSettings endpoint, Settings settings) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setMaxInflight(MAX_IN_FLIGHT);
    options.setKeepAliveInterval(seconds(settings.deadlines().keepAlive()));
    options.setConnectionTimeout(seconds(settings.deadlines().connect()));
    options.setSocketFactory(endpoint.tls().map(MqttSockets::tls).orElseGet(MqttSockets::plain));
    if (!endpoint.user().isEmpty()) {
      options.setUserName(endpoint.user());
      options.setPassword(endpoint.password().toCharArray());
    }
    return options;
  }

  private static int seconds(int millis) {
    return Math.max(1, (millis + 999) / 1000);
  }

  private void connect(MqttConnectOptions options) throws MqttException {
    client.connect(options, null, whenDone(token -> subscribe()));
  }

  private void subscribe() throws MqttException {
    String[] topics =
        Stream.concat(Stream.of(vehicle.messageTopic()), vehicle.notificationTopic().stream())
            .toArray(String[]::new);
    int[] qualities = new int[topics.length];
    Arrays.fill(qualities, QOS);
    client.subscribe(topics, qualities, null, whenDone(this::subscribed));
  }

  private void subscribed(IMqttToken token) {
    for (int granted : token.getGrantedQos()) {
      if (granted == REFUSED_SUBSCRIPTION) {
        tellLost("subscription refused by broker");
        return;
      }
    }
    heardAt = System.nanoTime();
    listener.ready();
  }

  @Override
  public void publish(byte[] message) {
    publish(message, null, null);
  }

  @Override
  public void publish(byte[] message, Runnable acknowledged) {
    publish(message, null, whenDone(token -> acknowledged.run()));
  }

  private void publish(byte[] message, Object context, IMqttActionListener whenDone) {
    if (LOG.isTraceEnabled()) {
      LOG.trace(
          "Endpoint {} sends {}", endpoint, new MessageText(message, ExternalClient.parser()));
    }
    try {
      client.publish(vehicle.publishTopic(), message, QOS, false, context, whenDone);
    } catch (MqttException e) {
      tellLost(reason(e));
    }
  }

  @Override
  public long check() {
    try {
      if (asking.compareAndSet(false, true) && client.checkPing(null, pinged) == null) {
        asking.set(false); // was not necessary
      }
    } catch (MqttException e) {
      tellLost(reason(e));
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardAt);
  }

  /** On a thread of its own, because Paho waits for its threads and for the broker. */
  @Override
  public CompletionStage<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Thread closer =
        new Thread(
            () -> {
              try {
                client.disconnectForcibly(0, DISCONNECT_TIME, client.isConnected());
                client.close(true);
                closed.complete(null);
              } catch (MqttException | RuntimeException e) {
                closed.completeExceptionally(e);
              }
            },
            "mqtt-close-" + client.getClientId());
    closer.setDaemon(true);
    closer.start();
    return closed;
  }

  private void tellLost(String reason) {
    if (lost.compareAndSet(false, true)) {
      listener.lost(reason);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof EOFException) {
      return "closed by broker"; // it has no message
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private final IMqttActionListener pinged =
      new IMqttActionListener() {
        @Override
        public void onSuccess(IMqttToken token) {
          heardAt = System.nanoTime();
          asking.set(false);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable failure) {
          tellLost(reason(failure));
        }
      };

  @FunctionalInterface
  private interface Step {
    void run(IMqttToken token) throws MqttException;
  }

  private IMqttActionListener whenDone(Step next) {
    return new IMqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        try {
          next.run(token);
        } catch (MqttException e) {
          tellLost(reason(e));
        }
      }

      @Override
      public void onFailure(IMqttToken token, Throwable failure) {
        tellLost(reason(failure));
      }
    };
  }

  private final class Callback implements MqttCallback {

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      heardAt = System.nanoTime();
      if (topic.equals(vehicle.messageTopic())) {
        if (LOG.isTraceEnabled()) {
          LOG.trace(
              "Endpoint {} gets {}",
              endpoint,
              new MessageText(message.getPayload(), ExternalServer.parser()));
        }
        listener.message(message.getPayload());
      } else if (vehicle.notificationTopic().filter(topic::equals).isPresent()) {
        listener.notification();
      }
    }

    @Override
    public void connectionLost(Throwable cause) {
      tellLost(cause == null ? "broker link closed" : "broker link lost: " + reason(cause));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      heardAt = System.nanoTime();
    }
  }

  /** Stands for a link that could not even be begun. */
  private static final class NoLink implements MqttLink {

    @Override
    public void publish(byte[] message) {
      // its loss is already told
    }

    @Override
    public void publish(byte[] message, Runnable acknowledged) {
      // its loss is already told
    }

    @Override
    public long check() {
      return 0;
    }

    @Override
    public CompletionStage<Void> close() {
      return CompletableFuture.completedFuture(null);
    }
  }
}
