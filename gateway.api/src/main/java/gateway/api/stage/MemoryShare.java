package gateway.api.stage;

/**
 * What devices and the cloud can make the gateway hold, each kind with its share of the heap
 * (-Xmx). The shares leave a part of the heap for the gateway itself. A stage counts what it holds
 * in a {@link MemoryBudget}; where stages run apart, each process has a heap of its own.
 *
 * <p>Immutable; may be used from any thread.
 */
public enum MemoryShare {
  /** Open connections of devices, with what their connect messages bring. */
  CONNECTIONS(3),
  /** Frames that have not arrived wholly. */
  FRAMES(1),
  /** Records of devices: current status, last command, commands that wait. */
  DEVICES(2),
  /** Statuses and error messages that are not delivered. */
  UNDELIVERED(3),
  /** What the store holds, of removed endpoints too. */
  STORE(2),
  /** Messages that are sent and not acknowledged. */
  SENT(1),
  /** Messages of the cloud that are not dealt with. */
  RECEIVED(1);

  /** How many parts the heap has. */
  public static final int PARTS = 16;

  private final int parts;

  MemoryShare(int parts) {
    this.parts = parts;
  }

  /** Returns how many of the {@link #PARTS} of the heap this is. */
  public int parts() {
    return parts;
  }

  /** Returns the share in bytes. */
  public long bytes() {
    return Runtime.getRuntime().maxMemory() / PARTS * parts;
  }
}
