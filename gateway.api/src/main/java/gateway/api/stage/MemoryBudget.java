package gateway.api.stage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is held against a bound. All methods may be called from any thread and never wait; a
 * {@link Local} belongs to one thread.
 *
 * <p>Beyond the bound the newest is refused, and the largest before: nothing may become larger than
 * a quarter of what the others leave, so that what is large never takes the room of what is small.
 */
public final class MemoryBudget {

  private static final int QUARTER = 4;

  private final AtomicLong used = new AtomicLong();
  private volatile long bound;

  /**
   * Makes an empty one.
   *
   * @param bound in bytes
   */
  public MemoryBudget(long bound) {
    this.bound = bound;
  }

  /** Makes an empty one with the bound of a share. */
  public MemoryBudget(MemoryShare share) {
    this(share.bytes());
  }

  /** Changes the bound, in bytes; nothing that is held is given up. */
  public void change(long changed) {
    bound = changed;
  }

  /** Counts so many bytes, which may be negative, whatever the bound. */
  public void take(long bytes) {
    used.addAndGet(bytes);
  }

  /** Tells whether so many bytes more would be beyond the bound. */
  public boolean isExceededBy(long more) {
    return used.get() + more > bound;
  }

  /** Returns how many bytes are counted. */
  public long used() {
    return used.get();
  }

  /**
   * Counts what something grows by, unless it is too large for what is left.
   *
   * @param growth in bytes; what does not grow is never refused
   * @param size of all of it then, in bytes
   */
  public boolean tryTake(long growth, long size) {
    long former = size - growth;
    if (growth > 0 && size > (bound - used.get() + former) / QUARTER) {
      return false;
    }
    used.addAndGet(growth);
    return true;
  }

  /**
   * One thread's part of a budget: it takes more than it needs, so that the counter that the
   * threads share is seldom written.
   */
  public static final class Local {

    private static final long CHUNK = 64 * 1024;

    private final MemoryBudget budget;

    /** Written by the owner only, read by who ends it. */
    private final AtomicLong taken = new AtomicLong();

    private long spare;

    /** Makes one that has taken nothing. */
    public Local(MemoryBudget budget) {
      this.budget = budget;
    }

    /** As {@link MemoryBudget#tryTake}; on the owning thread. */
    public boolean tryTake(long growth, long size) {
      if (growth > spare && !fetch(growth, size)) {
        return false;
      }
      spare -= growth;
      if (spare > 2 * CHUNK) {
        count(CHUNK - spare);
      }
      return true;
    }

    private boolean fetch(long growth, long size) {
      long missing = growth - spare;
      if (!budget.tryTake(missing, Math.max(missing, size))) {
        return false;
      }
      budget.take(CHUNK);
      counted(missing + CHUNK);
      return true;
    }

    private void count(long bytes) {
      budget.take(bytes);
      counted(bytes);
    }

    private void counted(long bytes) {
      taken.setOpaque(taken.getPlain() + bytes);
      spare += bytes;
    }

    /** Gives everything back; any thread, once, when the owner does nothing more. */
    public void close() {
      budget.take(-taken.getOpaque());
    }
  }
}
