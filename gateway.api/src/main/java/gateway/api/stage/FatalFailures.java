package gateway.api.stage;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Failures after which the process must not live on: they are handed to {@link
 * Thread#getDefaultUncaughtExceptionHandler}, which the launcher sets and which ends the process.
 * Without a launcher nothing happens. Whoever catches every {@code Throwable} of gateway code, so
 * that something goes on, asks here first. What a module throws is that module's failure and never
 * comes here.
 *
 * <p>All methods may be called from any thread, and need no memory.
 */
public final class FatalFailures {

  private FatalFailures() {}

  /** Ends the process if the heap is used up; returns otherwise. */
  public static void check(@Nullable Throwable failure) {
    if (failure != null && isHeapUsedUp(failure)) {
      tell(failure);
    }
  }

  /**
   * As {@link #check}, for the failure of a task that its executor keeps to itself; to be called
   * where an executor is told of each task that has ended.
   */
  public static void afterExecute(Runnable task, @Nullable Throwable thrown) {
    if (thrown != null) {
      check(thrown);
    } else if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
      try {
        future.get();
      } catch (ExecutionException e) {
        check(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the process because a thread that others depend on ends of this. */
  public static void ending(Throwable failure) {
    tell(isHeapUsedUp(failure) ? failure : new InternalError("a loop has ended", failure));
  }

  /**
   * Tells whether this is an {@code OutOfMemoryError} for heap: not one for a thread, for memory
   * outside of the heap, or for an array that no heap could hold.
   */
  public static boolean isHeapUsedUp(@Nullable Throwable failure) {
    if (!(failure instanceof OutOfMemoryError)) {
      return false;
    }
    String message = failure.getMessage();
    return message == null
        || message.equals("Java heap space")
        || message.startsWith("GC overhead limit exceeded");
  }

  private static void tell(Throwable failure) {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    if (handler != null) {
      handler.uncaughtException(Thread.currentThread(), failure);
    }
  }
}
