package gateway.internalserver;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of all large incomplete frames together. Used by all event loops. */
final class FrameBudget {

  private final long limit;
  private final AtomicLong used = new AtomicLong();

  FrameBudget(long limit) {
    this.limit = limit;
  }

  /** Adds (or gives back) bytes; returns whether the limit still holds. */
  boolean add(long bytes) {
    return used.addAndGet(bytes) <= limit;
  }
}
