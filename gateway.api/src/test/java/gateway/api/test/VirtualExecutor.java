package gateway.api.test;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor whose time only moves when a test says so. Not thread-safe: tests run everything on
 * their own thread.
 */
public final class VirtualExecutor extends AbstractExecutorService
    implements ScheduledExecutorService {

  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(t -> t.due).thenComparingLong(t -> t.order));
  private long now;
  private long orders;
  private boolean shutdown;
  private boolean running;

  /** Returns the virtual time; a method reference to this is the clock of a test. */
  public long nanoTime() {
    return now;
  }

  /** Tells whether a task of this executor is running. */
  public boolean isRunning() {
    return running;
  }

  /** Returns the number of tasks that wait, timers included. */
  public int pending() {
    tasks.removeIf(FutureTask::isCancelled);
    return tasks.size();
  }

  /** Runs everything that is due now, and what that submits. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** Moves the time on, running each task at its moment. */
  public void advance(Duration by) {
    long end = now + by.toNanos();
    while (!tasks.isEmpty() && tasks.peek().due <= end) {
      Task<?> task = tasks.poll();
      now = Math.max(now, task.due);
      boolean outer = running;
      running = true;
      try {
        task.run();
      } finally {
        running = outer;
      }
    }
    now = end;
  }

  private <V> Task<V> add(Task<V> task) {
    if (shutdown) {
      throw new RejectedExecutionException("shut down");
    }
    tasks.add(task);
    return task;
  }

  @Override
  public void execute(Runnable command) {
    schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          command.run();
          return null;
        },
        delay,
        unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return add(new Task<>(callable, now + Math.max(0, unit.toNanos(delay)), 0));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return add(
        new Task<>(
            () -> {
              command.run();
              return null;
            },
            now + unit.toNanos(initialDelay),
            unit.toNanos(period)));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return scheduleAtFixedRate(command, initialDelay, delay, unit);
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    List<Runnable> left = List.copyOf(tasks);
    tasks.clear();
    return left;
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown && tasks.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    runDue();
    return isTerminated();
  }

  private final class Task<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {

    private final long order = orders++;
    private final long period;
    private long due;

    Task(Callable<V> callable, long due, long period) {
      super(callable);
      this.due = due;
      this.period = period;
    }

    @Override
    public void run() {
      if (period == 0) {
        super.run();
      } else if (runAndReset()) {
        due += period;
        tasks.add(this);
      }
    }

    @Override
    public boolean isPeriodic() {
      return period != 0;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - now, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
