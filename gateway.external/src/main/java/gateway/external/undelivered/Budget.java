package gateway.external.undelivered;

import java.util.concurrent.atomic.AtomicLong;

/** What undelivered data may take of the memory, for all endpoints together. Any thread. */
public final class Budget {

  private volatile long most;
  private final AtomicLong used = new AtomicLong();

  public Budget(long most) {
    this.most = most;
  }

  /** From now on so much is allowed. */
  public void change(long changed) {
    most = changed;
  }

  /** Takes so much, or gives it back. */
  void take(long bytes) {
    used.addAndGet(bytes);
  }

  /** Tells whether so much more would be too much. */
  boolean isExceededBy(long more) {
    return used.get() + more > most;
  }
}
