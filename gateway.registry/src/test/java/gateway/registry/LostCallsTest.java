package gateway.registry;

import static gateway.registry.Bench.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.LostCallsView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** At most two lanes are given up, then health is down. */
class LostCallsTest {

  private final Bench bench = new Bench(Owners.FORGETFUL, false);
  private final LostCallsView lost = bench.registry.lostCalls();

  /** What happens while so many modules hang, each inside a call of the one before. */
  private void whileHanging(int number, int count, IntConsumer then) {
    if (count == 0) {
      then.accept(number);
      return;
    }
    ScriptedModule hanging = new ScriptedModule("hanging");
    hanging.on(
        "isStatusValid",
        () -> {
          bench.time.advance(Duration.ofSeconds(2));
          whileHanging(number + 1, count - 1, then);
        });
    bench.add(number, "m" + number, "1.0.0", new ScriptedModule("old"));
    bench.add(number, "m" + number, "1.1.0", hanging);
    bench.device(number, "a").isStatusValid(Bench.STATUS);
  }

  @Test
  void aCallThatHangsIsListed() {
    whileHanging(
        1,
        1,
        next -> {
          assertEquals(1, lost.lostCalls().size());
          assertEquals(1, lost.lostCalls().get(0).number());
          assertEquals("m1 1.1.0", lost.lostCalls().get(0).module());
          assertEquals("isStatusValid", lost.lostCalls().get(0).call());
          assertEquals(Duration.ofSeconds(2), lost.lostCalls().get(0).since());
          assertFalse(lost.isDown());
        });
  }

  @Test
  void theNumbersOfTwoLanesThatHangAreServedByTheVersionsBefore() {
    whileHanging(
        1,
        2,
        next -> {
          assertFalse(lost.isDown());
          assertEquals("m1 1.0.0", bench.serving(1));
          assertEquals("m2 1.0.0", bench.serving(2));
        });
  }

  private boolean alive() {
    CompletableFuture<Void> beat = bench.registry.beat().toCompletableFuture();
    bench.time.runDue();
    assertTrue(beat.isDone());
    return !beat.isCompletedExceptionally();
  }

  @Test
  void twoLanesThatHangAreNoReasonToRestartTheProcessAndTheThirdIs() {
    whileHanging(1, 2, next -> assertTrue(alive()));
    whileHanging(4, 3, next -> assertFalse(alive()));
    bench.time.advance(Duration.ofSeconds(1));
    assertTrue(alive(), "all have returned");
  }

  @Test
  void theThirdIsOutOfServiceAndTheOthersGoOn() {
    bench.add(9, "good", "1.0.0", new ScriptedModule("good"));
    whileHanging(
        1,
        3,
        next -> {
          assertTrue(lost.isDown());
          assertEquals("m2 1.0.0", bench.serving(2));
          assertEquals("none", bench.serving(3));
          bench.time.advance(Duration.ofMinutes(5));
          assertTrue(bench.registry.isAwaited(3), "connects are held, not refused for good");
          assertEquals("good", answer(bench.device(9, "a")));
        });
  }

  @Test
  void callsThatReturnAfterAllBringBackWhatWasOutOfService() {
    whileHanging(1, 3, next -> {});
    bench.time.advance(Duration.ofSeconds(1));
    assertEquals(0, lost.lostCalls().size());
    assertFalse(lost.isDown());
    assertEquals("m3 1.0.0", bench.serving(3));
    assertEquals("m1 1.0.0", bench.serving(1), "one that hung stays aside");
  }
}
