package gateway.external;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;

/** Endpoints on threads of their own, with real time. */
final class Threads implements Endpoints.Ground {

  @Override
  public ScheduledExecutorService executor(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name));
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
