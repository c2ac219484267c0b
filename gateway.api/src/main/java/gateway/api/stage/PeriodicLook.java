package gateway.api.stage;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A look that is repeated for as long as its owner lives: at a folder, at a file, at deadlines.
 * Whatever one look throws, the next one comes. As a {@link Heartbeat} it fails, by its name, when
 * no look has ended for ten periods, and for at least ten seconds, because a busy machine may keep
 * a short look waiting.
 *
 * <p>All methods may be called from any thread and return at once; looks run on the executor, one
 * at a time.
 */
public final class PeriodicLook implements Supplier<CompletionStage<Void>>, AutoCloseable {

  private static final int MAX_PERIODS = 10;
  private static final long MIN_LIMIT = TimeUnit.SECONDS.toNanos(10);

  /** One look. */
  @FunctionalInterface
  public interface Look {

    /**
     * Looks once. Runs on the executor.
     *
     * @throws Exception a failure, which ends this look only
     */
    void look() throws Exception;
  }

  private final String name;
  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;
  private final Look look;
  private final Consumer<Throwable> failed;
  private @Nullable Future<?> turns;
  private volatile long limit;
  private volatile long ended;
  private String failure = "";

  /**
   * Makes one that does not look yet.
   *
   * @param name names it in health and log, for instance {@code the look at the deploy folder}
   * @param executor has one thread
   * @param nanoTime monotonic time, nanoseconds
   * @param failed told what a look has thrown, on the executor; of looks in a row that fail alike
   *     it is told once
   */
  public PeriodicLook(
      String name,
      ScheduledExecutorService executor,
      LongSupplier nanoTime,
      Look look,
      Consumer<Throwable> failed) {
    this.name = name;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.look = look;
    this.failed = failed;
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /**
   * Begins to look, the first time after {@code delay}, or goes on with another period. The system
   * may have no thread for it now: then it begins when the next heartbeat finds it late.
   */
  public synchronized void start(Duration delay, Duration period) {
    close();
    limit = Math.max(MIN_LIMIT, MAX_PERIODS * period.toNanos());
    ended = nanoTime.getAsLong();
    try {
      turns =
          executor.scheduleWithFixedDelay(
              this::turn, delay.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      limit = Long.MAX_VALUE; // its owner has ended
    } catch (OutOfMemoryError e) {
      tell(e); // no thread; the executor has kept the task
    }
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    if (turns != null) {
      turns.cancel(false);
      turns = null;
    }
    limit = Long.MAX_VALUE;
  }

  /** The executor takes a task that throws off its list: nothing may leave this method. */
  private void turn() {
    try {
      look.look();
      failure = "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      FatalFailures.check(e);
      tell(e);
    } finally {
      ended = nanoTime.getAsLong();
    }
  }

  private void tell(Throwable thrown) {
    try {
      String text = thrown.toString();
      if (!text.equals(failure)) {
        failure = text;
        failed.accept(thrown);
      }
    } catch (Throwable e) {
      return; // there may be no memory to say so; the next look comes all the same
    }
  }

  /** Returns a heartbeat. */
  @Override
  public CompletionStage<Void> get() {
    long silence = nanoTime.getAsLong() - ended;
    if (silence <= limit) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      executor.execute(() -> {}); // starts a thread if the system had none
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      return late(silence);
    }
    return late(silence);
  }

  private CompletionStage<Void> late(long silence) {
    return CompletableFuture.failedFuture(
        new IllegalStateException(
            "has not ended for " + TimeUnit.NANOSECONDS.toSeconds(silence) + " s"));
  }
}
