package gateway.mqtt;

import java.io.EOFException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
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

/**
 * A connection by Eclipse Paho. Its callbacks hand over and return, because a callback that waits
 * for the client waits for itself; what waits has a thread of its own.
 */
final class PahoConnection implements BrokerConnection {

  /** Paho resolves and connects nothing: {@link BrokerSocket} does, and takes every host name. */
  private static final String HARMLESS_ADDRESS = "tcp://127.0.0.1:1";

  /** Far above what the users' windows let out. */
  private static final int MAX_IN_FLIGHT = 1000;

  private static final int MAX_CONNACK = 5;
  private static final int QOS = 1;
  private static final int REFUSED_SUBSCRIPTION = 0x80;
  private static final long QUIESCE_MILLIS = 200;
  private static final long DISCONNECT_MILLIS = 200;

  /** Looks at the broker's silence within a keep-alive. */
  private static final int CHECKS = 16;

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final BrokerSettings settings;
  private final Listener listener;
  private final BrokerSocket socket;
  private final MqttAsyncClient client;
  private final long keepAlive;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile boolean ready;

  private PahoConnection(
      BrokerSettings settings, BrokerSocket.Resolver resolver, Listener listener) {
    this.settings = settings;
    this.listener = listener;
    this.keepAlive = settings.timing().keepAlive().toNanos();
    this.socket = new BrokerSocket(settings, resolver, listener::leftOut);
    try {
      client =
          new MqttAsyncClient(
              HARMLESS_ADDRESS, settings.clientId(), new MemoryPersistence(), noPings());
    } catch (MqttException e) {
      throw new IllegalArgumentException(e);
    }
    client.setCallback(new Callback());
  }

  /** One thread for all connections, which ends when there is none. Nothing in it waits. */
  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "mqtt-keep-alive");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
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

  static BrokerConnection open(
      BrokerSettings settings, BrokerSocket.Resolver resolver, Listener listener) {
    PahoConnection connection = new PahoConnection(settings, resolver, listener);
    connection.attempt(connection::connect);
    return connection;
  }

  private void connect() throws MqttException {
    Duration timeout = settings.timing().connectTimeout();
    TIMER.schedule(this::checkReady, timeout.toNanos(), TimeUnit.NANOSECONDS);
    client.connect(options(), null, then(token -> subscribe()));
  }

  private MqttConnectOptions options() {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setMaxInflight(MAX_IN_FLIGHT);
    options.setKeepAliveInterval((int) settings.timing().keepAlive().toSeconds());
    options.setSocketFactory(new OneSocket());
    settings
        .will()
        .ifPresent(will -> options.setWill(will.topic(), will.message(), QOS, will.retained()));
    settings
        .broker()
        .login()
        .ifPresent(
            login -> {
              options.setUserName(login.user());
              options.setPassword(login.password().toCharArray());
            });
    return options;
  }

  private void subscribe() throws MqttException {
    if (settings.subscriptions().isEmpty()) {
      begin();
    } else {
      subscribe(settings.subscriptions().toArray(String[]::new), this::begin);
    }
  }

  private void subscribe(String[] filters, Runnable granted) throws MqttException {
    int[] qualities = new int[filters.length];
    Arrays.fill(qualities, QOS);
    client.subscribe(
        filters,
        qualities,
        null,
        then(
            token -> {
              if (Arrays.stream(token.getGrantedQos()).anyMatch(q -> q == REFUSED_SUBSCRIPTION)) {
                lose(
                    "subscription refused by broker: the user lacks the right to read "
                        + String.join(", ", filters));
              } else {
                granted.run();
              }
            }));
  }

  private void begin() {
    ready = true;
    checkLater();
    if (!ended.get()) {
      listener.ready();
    }
  }

  @Override
  public void publish(String topic, byte[] message, boolean retained) {
    attempt(() -> client.publish(topic, message, QOS, retained, null, sent));
  }

  @Override
  public void publish(String topic, byte[] message, boolean retained, Runnable acknowledged) {
    IMqttActionListener told = then(token -> acknowledged.run());
    attempt(() -> client.publish(topic, message, QOS, retained, null, told));
  }

  @Override
  public void subscribe(String filter, Runnable acknowledged) {
    attempt(() -> subscribe(new String[] {filter}, acknowledged));
  }

  @Override
  public void unsubscribe(String filter) {
    attempt(() -> client.unsubscribe(filter, null, sent));
  }

  // Silence.

  private void checkReady() {
    if (!ready) {
      lose("no answer from broker");
    }
  }

  private void checkLater() {
    TIMER.schedule(this::check, keepAlive / CHECKS, TimeUnit.NANOSECONDS);
  }

  /** A connection on which nothing comes through any more is not closed by anybody. */
  private void check() {
    if (ended.get()) {
      return;
    }
    checkLater();
    try {
      long now = System.nanoTime();
      long silence = now - socket.packets().heardAt();
      if (silence >= keepAlive * 7 / 5) {
        lose("the broker has been silent for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms");
      } else if (!asking.get() || now - socket.packets().handedAt() < keepAlive * 3 / 4) {
        ask();
      }
    } catch (MqttException | RuntimeException | Error e) {
      lose(reason(e));
    }
  }

  /** Paho takes an unanswered question for a loss when it is asked again: too early for us. */
  private void ask() throws MqttException {
    boolean before = asking.getAndSet(true);
    if (client.checkPing(null, answered) == null) {
      asking.set(before); // was not necessary
    }
  }

  // The end.

  @Override
  public CompletionStage<Void> close() {
    if (ended.compareAndSet(false, true)) {
      disconnectOnOwnThread(true);
    }
    return closed.minimalCompletionStage();
  }

  @Override
  public CompletionStage<Void> abort() {
    if (ended.compareAndSet(false, true)) {
      disconnectOnOwnThread(false);
    }
    return closed.minimalCompletionStage();
  }

  private void lose(String reason) {
    if (ended.compareAndSet(false, true)) {
      Runnable end =
          () -> {
            try {
              listener.lost(reason);
            } finally {
              disconnect(true);
            }
          };
      if (!onOwnThread(end)) {
        disconnectLater(true);
        listener.lost(reason);
      }
    }
  }

  /**
   * Paho waits for its threads and for the broker; the timer and Paho's threads must not.
   *
   * @return false if the system has no thread
   */
  private boolean onOwnThread(Runnable task) {
    try {
      Thread thread = new Thread(task, "mqtt-close-" + settings.clientId());
      thread.setDaemon(true);
      thread.start();
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private void disconnectOnOwnThread(boolean orderly) {
    if (!onOwnThread(() -> disconnect(orderly))) {
      disconnectLater(orderly);
    }
  }

  private void disconnectLater(boolean orderly) {
    try {
      TIMER.schedule(() -> disconnectOnOwnThread(orderly), 1, TimeUnit.SECONDS);
    } catch (OutOfMemoryError e) {
      return; // the timer has kept the task, and runs it when it has a thread
    }
  }

  private void disconnect(boolean orderly) {
    try {
      if (socket.settle()) {
        boolean heard = orderly && client.isConnected();
        client.disconnectForcibly(heard ? QUIESCE_MILLIS : 0, DISCONNECT_MILLIS, heard);
      }
      socket.close();
      closed.complete(null);
    } catch (Exception e) {
      closed.completeExceptionally(e);
    }
  }

  // How Paho is called, and calls.

  /** Something that Paho may refuse. */
  @FunctionalInterface
  private interface Attempt {
    void run() throws MqttException;
  }

  private void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (MqttException | RuntimeException | OutOfMemoryError e) {
      lose(reason(e));
    }
  }

  private String reason(Throwable failure) {
    if (failure instanceof MqttException refused && refused.getReasonCode() <= MAX_CONNACK) {
      Optional<String> why = refusal(refused.getReasonCode());
      if (why.isPresent()) {
        return "refused by broker (CONNACK " + refused.getReasonCode() + "): " + why.get();
      }
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof EOFException) {
      return "closed by broker"; // it has no message
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  /** Returns in words what a broker has answered to a connect. */
  private Optional<String> refusal(int code) {
    String id = settings.clientId();
    return Optional.ofNullable(
        switch (code) {
          case MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION -> "it does not speak MQTT 3.1.1";
          case MqttException.REASON_CODE_INVALID_CLIENT_ID ->
              "it does not accept the client id "
                  + id
                  + " of "
                  + id.getBytes(StandardCharsets.UTF_8).length
                  + " bytes";
          case MqttException.REASON_CODE_BROKER_UNAVAILABLE -> "it is not available";
          case MqttException.REASON_CODE_FAILED_AUTHENTICATION -> "bad user name or password";
          case MqttException.REASON_CODE_NOT_AUTHORIZED ->
              "not authorized to connect as " + id + ": check user name and password";
          default -> null;
        });
  }

  @FunctionalInterface
  private interface Step {
    void run(IMqttToken token) throws MqttException;
  }

  private IMqttActionListener then(Step next) {
    return new IMqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        attempt(() -> next.run(token));
      }

      @Override
      public void onFailure(IMqttToken token, Throwable failure) {
        lose(reason(failure));
      }
    };
  }

  private final IMqttActionListener sent = then(token -> {});

  private final IMqttActionListener answered = then(token -> asking.set(false));

  private final class Callback implements MqttCallback {

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      if (!ended.get() && !topic.equals(PacketStream.LEFT_OUT)) {
        listener.message(topic, message.getPayload());
      }
    }

    @Override
    public void connectionLost(Throwable cause) {
      lose(cause == null ? "closed" : reason(cause));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // each publication has a listener of its own
    }
  }

  /** Paho asks for one socket without an address, and connects it. */
  private final class OneSocket extends SocketFactory {

    @Override
    public Socket createSocket() {
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }
}
