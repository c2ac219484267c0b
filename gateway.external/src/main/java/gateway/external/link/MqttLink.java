package gateway.external.link;

import java.util.concurrent.CompletionStage;

/**
 * One connection to a broker, for one attempt: connected, subscribed, used, closed, never connected
 * again (PROTOCOL section 4.2). No method blocks.
 */
public interface MqttLink {

  /** Opens links. */
  @FunctionalInterface
  interface Factory {
    /** Begins to connect and to subscribe; the listener hears of the outcome, perhaps at once. */
    MqttLink open(String clientId, Listener listener);
  }

  /** What a link tells. Called on threads of the link: must return at once. */
  interface Listener {
    /** Connected, and both subscriptions are acknowledged. */
    void ready();

    /** A message of the External Server, which the listener may keep. */
    void message(byte[] message);

    /** The External Server has cleared its session (PROTOCOL section 4.10). */
    void notification();

    /** The link could not be opened or is lost; nothing follows. */
    void lost(String reason);
  }

  /** Publishes a message with QoS 1. A failure is told as {@link Listener#lost}. */
  void publish(byte[] message);

  /**
   * Publishes a message with QoS 1.
   *
   * @param acknowledged called on any thread when the broker has acknowledged it
   */
  void publish(byte[] message, Runnable acknowledged);

  /**
   * Asks the broker for a sign of life if nothing was said for the keep-alive. To be called often.
   *
   * @return how long the broker has been silent, in milliseconds
   */
  long check();

  /**
   * Disconnects.
   *
   * @return completes on any thread when it is done
   */
  CompletionStage<Void> close();
}
