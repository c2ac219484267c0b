package gateway.simulator.server;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.protocol.mqtt.MqttSockets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** An External Server on a real broker. Waits for the broker for ever. */
public final class MqttServer implements AutoCloseable {

  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final int KEEP_ALIVE_SECONDS = 15;
  private static final int CONNECT_TIMEOUT_SECONDS = 5;

  /** Far above what the model lets out, whose own limit is the one that counts. */
  private static final int PAHO_WINDOW = 1000;

  private final ScheduledThreadPoolExecutor executor;
  private final MqttAsyncClient client;
  private final MqttOutput output;
  private final LateOutput late;
  private final ExternalServerModel model;
  private final Consumer<String> brokerState;
  private final Duration shortestRetry;
  private Duration retry;

  /**
   * Makes a server that {@link #start} connects.
   *
   * @param brokerState is told what becomes of the connection to the broker, in words
   */
  public MqttServer(
      BrokerAddress address,
      ServerSettings settings,
      ServerListener listener,
      Consumer<String> brokerState) {
    this.brokerState = brokerState;
    executor = new ModelExecutor();
    executor.setRemoveOnCancelPolicy(true);
    try {
      client =
          new MqttAsyncClient(
              "tcp://" + address.host() + ":" + address.port(),
              UUID.randomUUID().toString(),
              new MemoryPersistence());
    } catch (MqttException e) {
      throw new IllegalArgumentException(address.host() + ": " + e.getMessage(), e);
    }
    output = new MqttOutput(client, address);
    late = new LateOutput(output, executor, System::nanoTime);
    model = new ExternalServerModel(settings, executor, System::nanoTime, late, listener);
    shortestRetry = settings.times().deaf();
    retry = shortestRetry;
    client.setCallback(new Callback());
  }

  /** Begins to connect. */
  public void start() {
    executor.execute(this::connect);
  }

  /** Gives a command; see {@link ExternalServerModel#command}. */
  public void command(DeviceKey device, Payload data) {
    model.command(device, Optional.empty(), data);
  }

  /** From now on publishes everything this much later, in order. */
  public void publishAfter(Duration delay) {
    late.publishAfter(delay);
  }

  /** Ends without a word, as a killed process does. */
  public void kill() {
    executor.shutdownNow();
    try {
      client.disconnectForcibly(0, 0, false);
    } catch (MqttException e) {
      brokerState.accept("killed: " + e.getMessage());
    }
  }

  /** Returns the executor of the model, for what should happen later. */
  public ScheduledExecutorService executor() {
    return executor;
  }

  /** Ends the session with its notification and leaves the broker. */
  @Override
  public void close() {
    if (executor.isShutdown()) {
      return;
    }
    model.stop();
    try {
      executor.submit(() -> {}).get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
      output.flush(GOODBYE);
      if (client.isConnected()) {
        client.disconnect().waitForCompletion(GOODBYE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (MqttException | ExecutionException | TimeoutException e) {
      brokerState.accept("leaving the broker failed: " + e);
    }
    executor.shutdownNow();
    try {
      client.close(true);
    } catch (MqttException e) {
      brokerState.accept("leaving the broker failed: " + e.getMessage());
    }
  }

  private void connect() {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(true);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
    options.setAutomaticReconnect(false);
    options.setMaxInflight(PAHO_WINDOW);
    options.setSocketFactory(MqttSockets.plain());
    try {
      client.connect(options, null, new Connecting());
    } catch (MqttException e) {
      retryAfter(e);
    }
  }

  private void retryAfter(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (retry.equals(shortestRetry)) {
      brokerState.accept("waiting for " + client.getServerURI() + ": " + root.getMessage());
    }
    executor.schedule(this::connect, retry.toMillis(), TimeUnit.MILLISECONDS);
    Duration doubled = retry.multipliedBy(2);
    Duration longest = shortestRetry.multipliedBy(10);
    retry = doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  /** One thread, and no exception gets lost. */
  private static final class ModelExecutor extends ScheduledThreadPoolExecutor {

    ModelExecutor() {
      super(
          1,
          task -> {
            Thread thread = new Thread(task, "external-server");
            thread.setDaemon(true);
            return thread;
          });
    }

    @Override
    protected void afterExecute(Runnable task, Throwable failure) {
      if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
        try {
          future.get();
        } catch (ExecutionException e) {
          if (isShutdown()) {
            return; // killed while it was at it
          }
          System.err.println("simulate server: unexpected failure: " + e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** The connection may fall while the executor is shut down. */
  private void ifOpen(Runnable task) {
    if (!executor.isShutdown()) {
      executor.execute(task);
    }
  }

  private final class Connecting implements IMqttActionListener {

    @Override
    public void onSuccess(IMqttToken token) {
      ifOpen(
          () -> {
            retry = shortestRetry;
            brokerState.accept("connected to " + client.getServerURI());
            model.brokerConnected();
          });
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      ifOpen(() -> retryAfter(cause));
    }
  }

  private final class Callback implements MqttCallback {

    @Override
    public void connectionLost(Throwable cause) {
      ifOpen(
          () -> {
            model.brokerLost();
            connect();
          });
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      if (!executor.isShutdown()) {
        model.receive(message.getPayload());
      }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // Each publication has a listener of its own.
    }
  }

  /**
   * Where to find the gateway of a vehicle.
   *
   * @param host of the broker
   * @param port of the broker
   * @param company first level of the topics
   * @param vehicle second level of the topics
   * @param carId for the topics of the proof of concept, which have no other level
   */
  public record BrokerAddress(
      String host, int port, String company, String vehicle, Optional<String> carId) {

    /** Makes one with the topics of today. */
    public BrokerAddress(String host, int port, String company, String vehicle) {
      this(host, port, company, vehicle, Optional.empty());
    }

    String topic(String today, String poc) {
      return carId.map(id -> poc + '/' + id).orElseGet(() -> company + '/' + vehicle + '/' + today);
    }
  }
}
