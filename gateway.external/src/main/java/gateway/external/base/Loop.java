package gateway.external.base;

import gateway.api.stage.FatalFailures;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner thread of one endpoint. Tasks from other threads run in the order in which they came;
 * one wake-up of the thread takes all that wait.
 */
public final class Loop {

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** So that timers get their turn under load. */
  private static final int BATCH = 1000;

  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private Runnable afterBatch = () -> {};
  private Runnable afterFailure = () -> {};

  public Loop(ScheduledExecutorService executor, LongSupplier nanoTime) {
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  /** Sets what runs after each batch of tasks and each timer. */
  public void afterBatch(Runnable task) {
    afterBatch = task;
  }

  /** Sets what runs after a task that has failed, so that nothing waits for what it left undone. */
  public void afterFailure(Runnable task) {
    afterFailure = task;
  }

  /** Runs a task on the loop, from any thread. After the executor's end it is dropped. */
  public void post(Runnable task) {
    mailbox.add(task);
    schedule();
  }

  /** Runs a task on the loop later. After the executor's end it is dropped. */
  public Future<?> after(long millis, Runnable task) {
    try {
      return executor.schedule(
          () -> {
            run(task);
            run(afterBatch);
          },
          millis,
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Returns the monotonic time in milliseconds. */
  public long now() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        executor.execute(this::drain);
      } catch (RejectedExecutionException e) {
        mailbox.clear();
      } catch (OutOfMemoryError e) {
        scheduled.set(false); // no thread now: the next task asks for one again
      }
    }
  }

  private void drain() {
    try {
      Runnable task;
      for (int i = 0; i < BATCH && (task = mailbox.poll()) != null; i++) {
        run(task);
      }
      run(afterBatch);
    } finally {
      scheduled.set(false);
      if (!mailbox.isEmpty()) {
        schedule();
      }
    }
  }

  /** Whatever a task throws, the loop goes on: nothing else would serve the endpoint. */
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      FatalFailures.check(e);
      if (task != afterFailure) {
        run(afterFailure);
      }
      LOG.error("A task of an endpoint failed unexpectedly; the endpoint goes on", e);
    }
  }
}
