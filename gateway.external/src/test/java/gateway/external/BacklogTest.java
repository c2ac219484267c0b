package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.external.UndeliveredStore.Undelivered;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** PROTOCOL section 4.12. */
class BacklogTest {

  private final VirtualExecutor time = new VirtualExecutor();
  private final FakeStages stages = new FakeStages();
  private final MemoryStore store = new MemoryStore();
  private int quiet;
  private Backlog backlog = backlog(20);

  private Backlog backlog(int errorMaxBytes) {
    return new Backlog(
        new Loop(time, time::nanoTime),
        Bench.settings(100, errorMaxBytes),
        store,
        stages::runtime,
        () -> quiet++);
  }

  private void add(String role, String text) {
    backlog.add(new StatusReport(Bench.device(role), Payload.ofText(text), false));
  }

  private Undelivered of(String role) {
    time.runDue();
    return store.find(Bench.device(role).key()).orElseThrow();
  }

  private String error(String role) {
    return of(role).error().map(Payload::toText).orElse("none");
  }

  @Test
  void statusesAreFoldedInOrderOneBatchAtATimePerModule() {
    stages.foldsHang = true;
    add("a", "1");
    add("a", "2");
    add("a", "3");
    add("b", "x");
    assertEquals(1, stages.folds);
    assertFalse(backlog.isQuiet(Bench.device("a").key()));
    assertEquals("3", of("a").lastStatus().toText());
    assertEquals("none", error("a"));
    stages.hungFolds.remove().run();
    assertEquals("1", error("a"));
    assertEquals("none", error("b"));
    stages.hungFolds.remove().run();
    assertEquals("x", error("b"));
    stages.hungFolds.remove().run();
    assertEquals("1,2,3", error("a"));
    assertEquals(3, stages.folds);
    assertEquals(2, quiet);
  }

  @Test
  void withoutAModuleTheLastStatusIsKeptAndTheErrorStays() {
    add("a", "1");
    time.runDue();
    stages.absent = true;
    add("a", "2");
    assertEquals("1", error("a"));
    assertEquals("2", of("a").lastStatus().toText());
    stages.absent = false;
    stages.foldsFail = true;
    add("a", "3");
    assertEquals("1", error("a"));
    assertEquals("3", of("a").lastStatus().toText());
    assertTrue(backlog.isQuiet(Bench.device("a").key()));
  }

  @Test
  void aFoldThatNeverEndsIsGivenUp() {
    stages.foldsHang = true;
    add("a", "1");
    add("a", "2");
    time.advance(Duration.ofSeconds(2));
    assertTrue(backlog.isQuiet(Bench.device("a").key()));
    assertEquals("2", of("a").lastStatus().toText());
    assertEquals("none", error("a"));
    stages.hungFolds.remove().run();
    assertEquals("none", error("a"));
  }

  @Test
  void anErrorMessageThatWouldBecomeTooLargeStaysAsItWas() {
    stages.foldsHang = true;
    for (int i = 10; i < 20; i++) {
      add("a", "" + i);
    }
    stages.foldsHang = false;
    stages.hungFolds.remove().run();
    assertEquals("10,11,12,13,14,15,16", error("a"));
    assertEquals("19", of("a").lastStatus().toText());
  }

  @Test
  void whatWasDeliveredIsForgottenUnlessMoreHasCome() {
    add("a", "1");
    long version = of("a").version();
    add("a", "2");
    time.runDue();
    backlog.delivered(Bench.device("a").key(), version);
    assertEquals("1,2", error("a"));
    backlog.delivered(Bench.device("a").key(), of("a").version());
    assertEquals(Optional.empty(), backlog.find(Bench.device("a").key()));
    add("a", "3");
    assertEquals("3", error("a"));
  }

  @Test
  void memoryIsBoundedWhileAModuleHangs() {
    backlog = backlog(1_000_000);
    stages.foldsHang = true;
    for (int i = 0; i < 10_000; i++) {
      add("a", "1");
    }
    assertEquals("1", of("a").lastStatus().toText());
    stages.foldsHang = false;
    stages.hungFolds.remove().run();
    time.runDue();
    assertEquals(211, error("a").split(",").length);
  }

  /** A lane on which each status takes a millisecond, and calls fail after a second. */
  private final class Lane extends FakeStages {
    private long freeAt;

    @Override
    public CompletionStage<Folded> foldErrors(
        int number, int deviceType, Optional<Payload> error, List<Payload> statuses) {
      long now = time.nanoTime();
      freeAt = Math.max(freeAt, now) + TimeUnit.MILLISECONDS.toNanos(statuses.size());
      CompletableFuture<Folded> folded = new CompletableFuture<>();
      time.schedule(
          () -> folded.completeExceptionally(new TimeoutException()), 1, TimeUnit.SECONDS);
      time.schedule(
          () ->
              super.foldErrors(number, deviceType, error, statuses)
                  .whenComplete((result, failure) -> folded.complete(result)),
          freeAt - now,
          TimeUnit.NANOSECONDS);
      return folded;
    }
  }

  @Test
  void manyDevicesOfOneModuleDoNotMakeEachOtherLate() {
    Lane lane = new Lane();
    backlog =
        new Backlog(
            new Loop(time, time::nanoTime),
            Bench.settings(10_000, 1_000_000),
            store,
            lane::runtime,
            () -> {});
    for (int status = 0; status < 20; status++) {
      for (int device = 0; device < 500; device++) {
        add("d" + device, "1");
      }
    }
    time.advance(Duration.ofSeconds(20));
    for (int device = 0; device < 500; device++) {
      assertEquals(20, error("d" + device).split(",").length, "device " + device);
    }
  }
}
