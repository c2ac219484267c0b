package gateway.deployer;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;

/**
 * A bundle's start on its own thread, because an activator may never return. Where the system has
 * no thread for it, it begins as soon as there is one. Used by one thread.
 */
final class BundleStart {

  private static final long RETRY_MILLIS = 100;

  private final String hash;
  private final FutureTask<Bundle> task;
  private final Thread thread;
  private boolean begun;

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
    begin();
  }

  private void begin() {
    if (begun) {
      return;
    }
    try {
      thread.start();
      begun = true;
    } catch (OutOfMemoryError e) {
      begun = false; // tried again with the next look
    }
  }

  String hash() {
    return hash;
  }

  /** Tells whether the system had a thread for it. */
  boolean hasBegun() {
    return begun;
  }

  boolean isDone() {
    begin();
    return task.isDone();
  }

  /** Waits for the start to end; returns whether it has ended. */
  boolean await(Duration patience) throws InterruptedException {
    long left = patience.toMillis();
    while (!begun && left > 0) {
      Thread.sleep(Math.min(left, RETRY_MILLIS));
      left -= RETRY_MILLIS;
      begin();
    }
    try {
      task.get(Math.max(0, left), TimeUnit.MILLISECONDS);
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
      if (e.getCause() instanceof OutOfMemoryError) {
        throw RefusedException.forNow("it cannot be started now: " + e.getCause());
      }
      throw RefusedException.because("it cannot be started: " + e.getCause());
    }
  }

  /** Interrupts the start, which may end it. */
  void interrupt() {
    task.cancel(false); // for one that has not begun
    thread.interrupt();
  }
}
