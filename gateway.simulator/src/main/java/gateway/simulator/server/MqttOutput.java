package gateway.simulator.server;

import gateway.protocol.external.ExternalServer;
import gateway.simulator.server.MqttServer.BrokerAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;

/** The topics of one vehicle on a broker (PROTOCOL section 4.2), QoS 1, not retained. */
final class MqttOutput implements ServerOutput {

  private static final int QOS = 1;
  private static final byte[] NOTIFICATION = new byte[0];

  private final MqttAsyncClient client;
  private final BrokerAddress address;
  private final Set<CompletableFuture<Void>> pending = ConcurrentHashMap.newKeySet();

  MqttOutput(MqttAsyncClient client, BrokerAddress address) {
    this.client = client;
    this.address = address;
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
    Acknowledgement subscribed = new Acknowledgement();
    try {
      client.subscribe(address.topic("module_gateway", "to-server"), QOS, null, subscribed);
    } catch (MqttException e) {
      subscribed.onFailure(null, e);
    }
    return subscribed.done;
  }

  @Override
  public void unsubscribe() {
    try {
      client.unsubscribe(address.topic("module_gateway", "to-server"));
    } catch (MqttException e) {
      // The connection is gone, and the subscription with it.
      pending.forEach(acknowledgement -> acknowledgement.completeExceptionally(e));
    }
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

  private CompletionStage<?> publish(String topic, byte[] payload) {
    Acknowledgement acknowledgement = new Acknowledgement();
    pending.add(acknowledgement.done);
    try {
      client.publish(topic, payload, QOS, false, null, acknowledgement);
    } catch (MqttException e) {
      acknowledgement.onFailure(null, e);
    }
    return acknowledgement.done;
  }

  private final class Acknowledgement implements IMqttActionListener {

    private final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public void onSuccess(IMqttToken token) {
      pending.remove(done);
      done.complete(null);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      pending.remove(done);
      done.completeExceptionally(cause);
    }
  }
}
