package gateway.external.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.test.VirtualExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {

  @Test
  void whatComesAfterTheEndOfTheExecutorIsDropped() {
    VirtualExecutor time = new VirtualExecutor();
    Loop loop = new Loop(time, time::nanoTime);
    List<String> ran = new ArrayList<>();
    loop.post(
        () -> {
          time.shutdownNow();
          assertTrue(loop.after(1, () -> ran.add("timer")).isDone());
          ran.add("task");
        });
    time.runDue();
    loop.post(() -> ran.add("late"));
    time.runDue();
    assertEquals(List.of("task"), ran);
  }

  @Test
  void aThreadThatTheSystemRefusesIsAskedForAgain() {
    VirtualExecutor time = new VirtualExecutor();
    AtomicInteger refusals = new AtomicInteger(1);
    Loop loop =
        new Loop(
            new ScheduledThreadPoolExecutor(0) {
              @Override
              public void execute(Runnable task) {
                if (refusals.getAndDecrement() > 0) {
                  throw new OutOfMemoryError("unable to create native thread");
                }
                time.execute(task);
              }
            },
            time::nanoTime);
    List<String> ran = new ArrayList<>();
    loop.post(() -> ran.add("first"));
    loop.post(() -> ran.add("second"));
    time.runDue();
    assertEquals(List.of("first", "second"), ran);
  }

  @Test
  void whatATaskLeftUndoneIsLookedAfter() {
    VirtualExecutor time = new VirtualExecutor();
    Loop loop = new Loop(time, time::nanoTime);
    List<String> ran = new ArrayList<>();
    loop.afterFailure(
        () -> {
          ran.add("looked after");
          throw new IllegalStateException("fails too");
        });
    loop.post(
        () -> {
          throw new OutOfMemoryError("unable to create native thread");
        });
    loop.post(() -> ran.add("next"));
    time.runDue();
    assertEquals(List.of("looked after", "next"), ran);
  }

  @Test
  void anErrorInOneTaskDoesNotEndTheLoop() {
    VirtualExecutor time = new VirtualExecutor();
    Loop loop = new Loop(time, time::nanoTime);
    List<String> ran = new ArrayList<>();
    loop.post(
        () -> {
          throw new NoClassDefFoundError("gone");
        });
    loop.post(() -> ran.add("next"));
    time.runDue();
    loop.post(() -> ran.add("later"));
    time.runDue();
    assertEquals(List.of("next", "later"), ran);
  }
}
