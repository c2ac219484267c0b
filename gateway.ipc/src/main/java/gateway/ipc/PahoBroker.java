package gateway.ipc;

import gateway.protocol.mqtt.MqttSockets;
import java.io.EOFException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A connection by Eclipse Paho: MQTT 3.1.1, QoS 1, clean session, no reconnect of its own. Its last
 * will says that this stage has ended.
 */
final class PahoBroker implements BrokerLink {

  private static final int QOS = 1;
  private static final int REFUSED_SUBSCRIPTION = 0x80;

  /** Far above what links allow to be on its way. */
  private static final int MAX_IN_FLIGHT = 1000;

  private static final int CONNECT_SECONDS = 5;
  private static final long QUIESCE_MILLIS = 200;
  private static final long DISCONNECT_MILLIS = 200;

  private final Topics topics;
  private final Listener listener;
  private final MqttAsyncClient client;
  private final AtomicBoolean lost = new AtomicBoolean();

  private PahoBroker(BrokerSettings settings, Topics topics, Listener listener)
      throws MqttException {
    this.topics = topics;
    this.listener = listener;
    this.client =
        new MqttAsyncClient(
            "tcp://" + settings.address(),
            "module-gateway-" + topics.instance() + '-' + topics.self(),
            new MemoryPersistence());
    client.setCallback(new Callback());
  }

  /** Returns a factory of connections. */
  static Factory factory(BrokerSettings settings, Topics topics) {
    return listener -> {
      try {
        PahoBroker link = new PahoBroker(settings, topics, listener);
        link.client.connect(link.options(settings), null, link.then(token -> link.subscribe()));
        return link;
      } catch (MqttException e) {
        listener.lost(reason(e));
        return new NoBroker();
      } catch (IllegalArgumentException e) {
        listener.lost(e.getMessage()); // it names the key; its cause does not
        return new NoBroker();
      }
    };
  }

  private MqttConnectOptions options(BrokerSettings settings) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setMaxInflight(MAX_IN_FLIGHT);
    options.setKeepAliveInterval(settings.keepAliveSeconds());
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setWill(topics.presence(), new byte[0], QOS, true);
    options.setSocketFactory(settings.tls().map(MqttSockets::tls).orElseGet(MqttSockets::plain));
    if (!settings.user().isEmpty()) {
      options.setUserName(settings.user());
      options.setPassword(settings.password().toCharArray());
    }
    return options;
  }

  private void subscribe() throws MqttException {
    String[] names = topics.subscriptions().toArray(String[]::new);
    client.subscribe(names, new int[] {QOS, QOS}, null, then(this::subscribed));
  }

  private void subscribed(IMqttToken token) {
    for (int granted : token.getGrantedQos()) {
      if (granted == REFUSED_SUBSCRIPTION) {
        tellLost("subscription refused by broker");
        return;
      }
    }
    listener.connected();
  }

  @Override
  public void publish(String topic, byte[] message, boolean retained) {
    try {
      client.publish(topic, message, QOS, retained, null, failed);
    } catch (MqttException e) {
      tellLost(reason(e));
    }
  }

  /** On a thread of its own, because Paho waits for its threads and for the broker. */
  @Override
  public void close() {
    Thread closer = new Thread(this::disconnect, "mqtt-close-" + client.getClientId());
    closer.setDaemon(true);
    closer.start();
  }

  private void disconnect() {
    try {
      boolean alive = client.isConnected();
      client.disconnectForcibly(alive ? QUIESCE_MILLIS : 0, DISCONNECT_MILLIS, alive);
      client.close(true);
    } catch (MqttException | RuntimeException e) {
      tellLost(reason(e)); // nobody listens any more
    }
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

  @FunctionalInterface
  private interface Step {
    void run(IMqttToken token) throws MqttException;
  }

  private IMqttActionListener then(Step next) {
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

  private final IMqttActionListener failed = then(token -> {});

  private final class Callback implements MqttCallback {

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      listener.message(topic, message.getPayload());
    }

    @Override
    public void connectionLost(Throwable cause) {
      tellLost(cause == null ? "closed" : reason(cause));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // links have confirmations of their own
    }
  }

  /** Stands for a connection that could not even be begun. */
  private static final class NoBroker implements BrokerLink {

    @Override
    public void publish(String topic, byte[] message, boolean retained) {
      // its loss is already told
    }

    @Override
    public void close() {
      // never opened
    }
  }
}
