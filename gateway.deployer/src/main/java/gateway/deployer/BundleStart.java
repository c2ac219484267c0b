package gateway.deployer;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;

/** A bundle's start on its own thread, because an activator may never return. */
final class BundleStart {

  private final String hash;
  private final FutureTask<Bundle> task;
  private final Thread thread;

  /**
   * Starts the call on its thread.
   *
   * @param hash hash of the started content
   */
  BundleStart(String hash, Callable<Bundle> work) {
    this.hash = hash;
    task = new FutureTask<>(work);
    thread = new Thread(task, "gateway.deployer bundle");
    thread.setDaemon(true);
    thread.start();
  }

  String hash() {
    return hash;
  }

  boolean isDone() {
    return task.isDone();
  }

  /** Waits for the start to end; returns whether it has ended. */
  boolean await(Duration patience) throws InterruptedException {
    try {
      task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  /**
   * Returns the started content. Call it when the start has ended.
   *
   * @throws RefusedException if it failed
   */
  Content content() throws RefusedException, InterruptedException {
    try {
      return new Content(hash, task.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw RefusedException.because("it cannot be started: " + e.getCause());
    }
  }

  /** Interrupts the start, which may end it. */
  void interrupt() {
    thread.interrupt();
  }
}
