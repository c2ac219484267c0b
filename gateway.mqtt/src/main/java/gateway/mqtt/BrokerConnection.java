package gateway.mqtt;

import java.util.concurrent.CompletionStage;

/**
 * One connection to an MQTT broker, for one attempt: connected, subscribed, used, ended, never
 * connected again. MQTT 3.1.1, clean session; everything has QoS 1 (PROTOCOL section 4.2). No
 * method blocks; all may be called on any thread.
 */
public interface BrokerConnection {

  /** What a connection tells. Called on threads of its own: must return at once. */
  interface Listener {

    /** Connected, and the subscriptions of the settings are acknowledged. Told once. */
    void ready();

    /** A message has arrived; the listener may keep the bytes. */
    void message(String topic, byte[] message);

    /**
     * A publication above the bound was acknowledged, but not taken.
     *
     * @param bytes how long it was
     */
    void leftOut(String topic, long bytes);

    /**
     * The connection could not be opened or is lost, and is closed. Told once, never within {@link
     * #open} and never after {@link #close}; nothing follows.
     */
    void lost(String reason);
  }

  /** Begins to connect and to subscribe; the listener hears of the outcome. */
  static BrokerConnection open(BrokerSettings settings, Listener listener) {
    return PahoConnection.open(settings, BrokerSocket.SYSTEM, listener);
  }

  /**
   * Publishes a message, once the connection is ready. A failure is told as {@link Listener#lost}.
   */
  void publish(String topic, byte[] message, boolean retained);

  /**
   * Publishes a message, once the connection is ready. A failure is told as {@link Listener#lost}.
   *
   * @param acknowledged called on a thread of the connection when the broker has acknowledged the
   *     message; must return at once
   */
  void publish(String topic, byte[] message, boolean retained, Runnable acknowledged);

  /**
   * Subscribes to something beside the settings' subscriptions. A refusal is told as {@link
   * Listener#lost}.
   *
   * @param acknowledged as with publishing
   */
  void subscribe(String filter, Runnable acknowledged);

  /** Ends a subscription. */
  void unsubscribe(String filter);

  /**
   * Disconnects, so that the will is not published. What was published before is still sent, if the
   * broker takes it at once.
   *
   * @return completes on any thread when it is done, within about half a second
   */
  CompletionStage<Void> close();

  /**
   * Ends without a word, as a process does that is killed: the broker publishes the will.
   *
   * @return completes on any thread when it is done
   */
  CompletionStage<Void> abort();
}
