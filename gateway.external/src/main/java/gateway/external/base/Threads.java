package gateway.external.base;

import gateway.api.stage.FatalFailures;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What endpoints run on.
 *
 * @param executors makes a single-threaded executor of a name
 * @param nanoTime monotonic
 * @param random from 0 to 1
 */
public record Threads(
    Function<String, ScheduledExecutorService> executors,
    LongSupplier nanoTime,
    DoubleSupplier random) {

  /** Returns real threads and real time. */
  public static Threads real() {
    return new Threads(
        Threads::executor, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
  }

  private static ScheduledExecutorService executor(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name)) {
          @Override
          protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
            FatalFailures.afterExecute(task, thrown);
          }
        };
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
