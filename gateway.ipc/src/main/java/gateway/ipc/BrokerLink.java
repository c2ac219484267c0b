package gateway.ipc;

/**
 * One connection to the broker: connected, subscribed, used, closed, never connected again. No
 * method blocks. Topics are those of {@link Topics}; everything has QoS 1.
 */
interface BrokerLink {

  /** Opens connections. */
  @FunctionalInterface
  interface Factory {
    /** Begins to connect and to subscribe; the listener hears of the outcome, perhaps at once. */
    BrokerLink open(Listener listener);
  }

  /** What a connection tells. Called on threads of its own: must return at once. */
  interface Listener {
    /** Connected, and the subscriptions are acknowledged. */
    void connected();

    /** A message has arrived. */
    void message(String topic, byte[] message);

    /** The connection could not be opened or is lost; nothing follows. */
    void lost(String reason);
  }

  /** Publishes a message. A failure is told as {@link Listener#lost}. */
  void publish(String topic, byte[] message, boolean retained);

  /** Disconnects; what was published before is still sent. */
  void close();
}
