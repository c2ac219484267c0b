package gateway.simulator.server;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.mqtt.BrokerSettings.Broker;
import gateway.mqtt.BrokerSettings.Timing;
import gateway.mqtt.SaidOnce;
import gateway.mqtt.ShortSessions;
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

/** An External Server on a real broker. Waits for the broker for ever. */
public final class MqttServer implements AutoCloseable {

  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final Timing TIMING = new Timing(Duration.ofSeconds(15), Duration.ofSeconds(5));

  private final ScheduledThreadPoolExecutor executor;
  private final BrokerSettings broker;
  private final MqttOutput output;
  private final LateOutput late;
  private final ExternalServerModel model;
  private final Consumer<String> brokerState;
  private final Duration shortestRetry;
  private final SaidOnce said = new SaidOnce();
  private final ShortSessions shortSessions = new ShortSessions(5_000, 2_000, 60_000);
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
    broker =
        new BrokerSettings(
            new Broker(address.host(), address.port()), UUID.randomUUID().toString(), TIMING);
    output = new MqttOutput(address);
    late = new LateOutput(output, executor, System::nanoTime);
    model = new ExternalServerModel(settings, executor, System::nanoTime, late, listener);
    shortestRetry = settings.times().deaf();
    retry = shortestRetry;
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
    output.abort();
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
      output.close(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      brokerState.accept("leaving the broker failed: " + e);
    }
    executor.shutdownNow();
  }

  private void connect() {
    output.use(BrokerConnection.open(broker, new Connected()));
  }

  private void connectAfterLoss(String reason) {
    if (shortSessions.ended(millis())) {
      brokerState.accept(
          "the broker ends sessions soon, again and again: "
              + reason
              + ": "
              + ShortSessions.hint(broker.clientId()));
    }
    executor.schedule(this::connect, shortSessions.delay(), TimeUnit.MILLISECONDS);
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private void retryAfter(String reason) {
    if (said.isNew(reason)) {
      brokerState.accept("waiting for " + broker.broker() + ": " + reason);
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

  private final class Connected implements BrokerConnection.Listener {

    private boolean ready;

    @Override
    public void ready() {
      ifOpen(
          () -> {
            ready = true;
            retry = shortestRetry;
            said.forget();
            shortSessions.began(millis());
            brokerState.accept("connected to " + broker.broker());
            model.brokerConnected();
          });
    }

    @Override
    public void message(String topic, byte[] message) {
      if (!executor.isShutdown()) {
        model.receive(message);
      }
    }

    @Override
    public void leftOut(String topic, long bytes) {
      brokerState.accept("left out a message of " + bytes + " bytes on " + topic);
    }

    @Override
    public void lost(String reason) {
      ifOpen(
          () -> {
            output.lost();
            if (ready) {
              model.brokerLost();
              connectAfterLoss(reason);
            } else {
              retryAfter(reason);
            }
          });
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
