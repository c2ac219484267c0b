package gateway.external.base;

import java.util.Optional;
import java.util.concurrent.Future;

/** One task that runs later on a loop; to be used on the loop only. */
public final class Timer {

  private final Loop loop;
  private Optional<Future<?>> scheduled = Optional.empty();

  public Timer(Loop loop) {
    this.loop = loop;
  }

  /** Runs a task later, instead of the one that was to run. */
  public void start(long millis, Runnable task) {
    stop();
    scheduled =
        Optional.of(
            loop.after(
                millis,
                () -> {
                  scheduled = Optional.empty();
                  task.run();
                }));
  }

  /** The task does not run any more. */
  public void stop() {
    scheduled.ifPresent(s -> s.cancel(false));
    scheduled = Optional.empty();
  }

  /** Tells whether a task is to run. */
  public boolean isRunning() {
    return scheduled.isPresent();
  }
}
