package gateway.ipc;

import gateway.api.stage.FatalFailures;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order, on the thread that submits a task while none runs: state
 * with one owner, without a change of threads. Tasks must be short.
 */
final class Turns implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Runnable whenNoneWaits;

  /**
   * Makes one.
   *
   * @param whenNoneWaits runs in turn too, after the last waiting task
   */
  Turns(Runnable whenNoneWaits) {
    this.whenNoneWaits = whenNoneWaits;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      do {
        run(tasks.remove());
        if (waiting.get() == 1) {
          run(whenNoneWaits);
        }
      } while (waiting.decrementAndGet() > 0);
    }
  }

  /** There may be no memory to say so: the next turn comes all the same. */
  private static void tell(Throwable failure) {
    try {
      LOG.error("A task between the stages failed", failure);
    } catch (RuntimeException | Error e) {
      return;
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      FatalFailures.check(e);
      tell(e);
    }
  }
}
