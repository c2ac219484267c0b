package gateway.simulator.server;

import gateway.mqtt.BrokerConnection;
import gateway.protocol.external.ExternalServer;
import gateway.simulator.server.MqttServer.BrokerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The topics of one vehicle on a broker (PROTOCOL section 4.2), not retained. */
final class MqttOutput implements ServerOutput {

  private static final byte[] NOTIFICATION = new byte[0];

  private final BrokerAddress address;
  private final Set<CompletableFuture<Void>> pending = ConcurrentHashMap.newKeySet();
  private volatile Optional<BrokerConnection> connection = Optional.empty();

  MqttOutput(BrokerAddress address) {
    this.address = address;
  }

  /** From now on everything goes this way. */
  void use(BrokerConnection other) {
    connection = Optional.of(other);
  }

  /** The connection is lost, and so is what was not acknowledged. */
  void lost() {
    connection = Optional.empty();
    IOException lost = new IOException("connection lost");
    pending.forEach(acknowledgement -> acknowledgement.completeExceptionally(lost));
    pending.clear();
  }

  @Override
  public CompletionStage<?> publish(ExternalServer message) {
    return publish(address.topic("external_server", "to-client"), message.toByteArray());
  }

  @Override
  public CompletionStage<?> notifyDisconnect() {
    return address.carId().isPresent()
        ? CompletableFuture.completedFuture(null)
        : publish(address.topic("external_server_disconnect", ""), NOTIFICATION);
  }

  @Override
  public CompletionStage<?> subscribe() {
    return acknowledged(
        (broker, done) -> broker.subscribe(address.topic("module_gateway", "to-server"), done));
  }

  @Override
  public void unsubscribe() {
    connection.ifPresent(
        broker -> broker.unsubscribe(address.topic("module_gateway", "to-server")));
  }

  /** Waits until the broker has acknowledged everything, or for no longer than this. */
  void flush(Duration patience) throws InterruptedException {
    try {
      CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Nobody will acknowledge what is left.
      pending.clear();
    }
  }

  /** Leaves the broker. */
  void close(Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
    if (connection.isPresent()) {
      connection
          .get()
          .close()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the connection without a word. */
  void abort() {
    connection.ifPresent(broker -> broker.abort().toCompletableFuture().join());
  }

  private CompletionStage<?> publish(String topic, byte[] payload) {
    return acknowledged((broker, done) -> broker.publish(topic, payload, false, done));
  }

  /** Something that the broker acknowledges. */
  @FunctionalInterface
  private interface Request {
    void send(BrokerConnection broker, Runnable acknowledged);
  }

  private CompletionStage<?> acknowledged(Request request) {
    Optional<BrokerConnection> broker = connection;
    if (broker.isEmpty()) {
      return CompletableFuture.failedFuture(new IOException("not connected"));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    pending.add(done);
    request.send(
        broker.get(),
        () -> {
          pending.remove(done);
          done.complete(null);
        });
    return done;
  }
}
