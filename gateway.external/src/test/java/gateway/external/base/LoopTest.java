package gateway.external.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.test.VirtualExecutor;
import java.util.ArrayList;
import java.util.List;
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
