package gateway.simulator.server;

import gateway.protocol.external.ExternalServer;
import java.util.concurrent.CompletionStage;

/**
 * What the server does to its broker. Every method is called on the executor of the model and
 * returns at once; the stages complete on any thread, exceptionally when the connection is lost.
 */
public interface ServerOutput {

  /** Publishes to the gateway; completes with the broker's acknowledgement. */
  CompletionStage<?> publish(ExternalServer message);

  /** Publishes the disconnect notification (PROTOCOL section 4.10); completes likewise. */
  CompletionStage<?> notifyDisconnect();

  /** Subscribes to what the gateway publishes; completes with the broker's acknowledgement. */
  CompletionStage<?> subscribe();

  /** Stops listening: what the gateway publishes from now on is lost. */
  void unsubscribe();
}
