package gateway.mqtt;

/**
 * Sessions at a broker that end soon after they began, one after the other: so it is where two
 * clients use one name, because each connect of one ends the session of the other. Says how long to
 * wait before the next. Times in milliseconds; for one thread.
 */
public final class ShortSessions {

  private static final int MANY = 3;

  private final long shortTime;
  private final long firstDelay;
  private final long maxDelay;
  private long began;
  private int count;
  private long delay;

  /**
   * Makes one that knows of no session.
   *
   * @param shortTime a session that ends within it is short
   * @param firstDelay after the third in a row; it doubles with each further one
   */
  public ShortSessions(long shortTime, long firstDelay, long maxDelay) {
    this.shortTime = shortTime;
    this.firstDelay = firstDelay;
    this.maxDelay = maxDelay;
  }

  /** A session begins. */
  public void began(long now) {
    began = now;
  }

  /**
   * The session has ended.
   *
   * @return whether it is the third in a row, which is worth a line
   */
  public boolean ended(long now) {
    count = now - began < limit() ? count + 1 : 0;
    if (count < MANY) {
      delay = 0;
    } else {
      delay = delay == 0 ? firstDelay : Math.min(2 * delay, maxDelay);
    }
    return count == MANY;
  }

  /** Tells whether at least three in a row were short. */
  public boolean areMany() {
    return count >= MANY;
  }

  /** Returns how long to wait before the next; 0 if they are not many. */
  public long delay() {
    return delay;
  }

  /** Returns how long a session has to last: longer than the other client waits, as we do. */
  public long limit() {
    return shortTime + 2 * delay;
  }

  /** Returns what a user should know of them. */
  public static String hint(String name) {
    return "another client may use the name "
        + name
        + " at this broker, where a name belongs to one client";
  }
}
