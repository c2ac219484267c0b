package gateway.api.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeriodicLookTest {

  private static final Duration PERIOD = Duration.ofMillis(1);

  private final List<Throwable> failures = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private PeriodicLook look(PeriodicLook.Look task) {
    return new PeriodicLook("the look", executor, clock::get, task, failures::add);
  }

  private static boolean isAlive(PeriodicLook look) {
    return !look.get().toCompletableFuture().isCompletedExceptionally();
  }

  @Test
  void whateverALookThrowsTheNextOneComes() throws Exception {
    List<Throwable> thrown =
        List.of(
            new OutOfMemoryError("unable to create native thread"),
            new StackOverflowError(),
            new NoClassDefFoundError(),
            new Exception());
    AtomicInteger turns = new AtomicInteger();
    CountDownLatch survived = new CountDownLatch(thrown.size() + 1);
    PeriodicLook look =
        look(
            () -> {
              survived.countDown();
              if (turns.get() < thrown.size()) {
                throwAny(thrown.get(turns.getAndIncrement()));
              }
            });
    look.start(Duration.ZERO, PERIOD);
    assertTrue(survived.await(30, TimeUnit.SECONDS));
    assertEquals(thrown, failures);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwAny(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void whatHearsOfAFailureMayFailToo() throws Exception {
    CountDownLatch turns = new CountDownLatch(3);
    PeriodicLook look =
        new PeriodicLook(
            "the look",
            executor,
            clock::get,
            () -> {
              turns.countDown();
              throw new IllegalStateException("fails " + turns.getCount());
            },
            e -> {
              throw new OutOfMemoryError("no memory to say so");
            });
    look.start(Duration.ZERO, PERIOD);
    assertTrue(turns.await(30, TimeUnit.SECONDS));
  }

  @Test
  void failuresInARowThatAreAlikeAreToldOnce() throws Exception {
    CountDownLatch turns = new CountDownLatch(5);
    PeriodicLook look =
        look(
            () -> {
              turns.countDown();
              throw new IllegalStateException("no file descriptors");
            });
    look.start(Duration.ZERO, PERIOD);
    assertTrue(turns.await(30, TimeUnit.SECONDS));
    executor.shutdown();
    assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS));
    assertEquals(1, failures.size());
  }

  @Test
  void aLookThatHasNotEndedForTenPeriodsFailsItsHeartbeatByItsReason() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(3);
    PeriodicLook look =
        look(
            () -> {
              begun.countDown();
              go.await();
              again.countDown();
            });
    look.start(Duration.ZERO, Duration.ofSeconds(2));
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    clock.set(TimeUnit.SECONDS.toNanos(20));
    assertTrue(isAlive(look));
    clock.set(TimeUnit.SECONDS.toNanos(21));
    assertFalse(isAlive(look));
    assertEquals(
        "has not ended for 21 s",
        look.get().handle((nothing, failure) -> failure.getMessage()).toCompletableFuture().join());
    look.start(Duration.ZERO, PERIOD);
    go.countDown();
    assertTrue(again.await(30, TimeUnit.SECONDS));
    assertTrue(isAlive(look));
  }

  @Test
  void aLookOfMillisecondsMayTakeSecondsOnABusyMachine() {
    executor.shutdownNow();
    executor = new ScheduledThreadPoolExecutor(0); // never runs anything
    PeriodicLook look = look(() -> {});
    look.start(Duration.ofHours(1), PERIOD);
    clock.set(TimeUnit.SECONDS.toNanos(10));
    assertTrue(isAlive(look));
    clock.set(TimeUnit.SECONDS.toNanos(11));
    assertFalse(isAlive(look));
    look.close();
    assertTrue(isAlive(look));
  }

  @Test
  void aThreadThatTheSystemRefusesIsAskedForAgain() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    executor.shutdownNow();
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task ->
                new Thread(task) {
                  @Override
                  public synchronized void start() {
                    if (full.get()) {
                      throw new OutOfMemoryError("unable to create native thread");
                    }
                    super.start();
                  }
                });
    CountDownLatch looked = new CountDownLatch(2);
    PeriodicLook look = look(looked::countDown);
    look.start(Duration.ZERO, PERIOD);
    assertEquals(1, failures.size());
    clock.set(TimeUnit.SECONDS.toNanos(11));
    assertFalse(isAlive(look));
    full.set(false);
    assertFalse(isAlive(look));
    assertTrue(looked.await(30, TimeUnit.SECONDS));
  }
}
