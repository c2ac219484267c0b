package gateway.external;

import gateway.api.test.VirtualExecutor;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The threads of one process in virtual time: when it is killed, nothing of it runs any more. */
final class VirtualProcess extends AbstractExecutorService implements ScheduledExecutorService {

  private final VirtualExecutor time;
  private boolean killed;

  VirtualProcess(VirtualExecutor time) {
    this.time = time;
  }

  @Override
  public void execute(Runnable task) {
    time.execute(unlessKilled(task));
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return time.schedule(unlessKilled(task), delay, unit);
  }

  private Runnable unlessKilled(Runnable task) {
    return () -> {
      if (!killed) {
        task.run();
      }
    };
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long delay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long delay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    // what is due runs
  }

  @Override
  public List<Runnable> shutdownNow() {
    killed = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return killed;
  }

  @Override
  public boolean isTerminated() {
    return killed;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    time.runDue();
    return true;
  }
}
