package gateway.external;

import java.util.concurrent.atomic.AtomicLong;

/** What undelivered data may take of the memory, for all endpoints together. Any thread. */
final class Budget {

  private final long most;
  private final AtomicLong used = new AtomicLong();

  Budget(long most) {
    this.most = most;
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
