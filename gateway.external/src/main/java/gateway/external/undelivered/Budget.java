package gateway.external.undelivered;

import gateway.api.stage.MemoryBudget;
import java.util.concurrent.atomic.AtomicLong;

/** What undelivered data of an endpoint take of the memory that all endpoints share. Any thread. */
public final class Budget {

  private final MemoryBudget memory;
  private final AtomicLong used = new AtomicLong();

  /** Makes that of the first endpoint. */
  public Budget(long most) {
    this(new MemoryBudget(most));
  }

  private Budget(MemoryBudget memory) {
    this.memory = memory;
  }

  /** Makes that of a further endpoint. */
  public Budget part() {
    return new Budget(memory);
  }

  /** From now on so much is allowed for all. */
  public void change(long changed) {
    memory.change(changed);
  }

  /** Takes so much, or gives it back. */
  public void take(long bytes) {
    used.addAndGet(bytes);
    memory.take(bytes);
  }

  /** Tells whether so much more would be too much. */
  public boolean isExceededBy(long more) {
    return memory.isExceededBy(more);
  }

  /** Gives everything back, when the endpoint is no more. */
  public void giveBack() {
    memory.take(-used.getAndSet(0));
  }
}
