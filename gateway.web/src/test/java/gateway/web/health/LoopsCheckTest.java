package gateway.web.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.web.TestContainer;
import gateway.web.health.LoopsCheck.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LoopsCheckTest {

  private final TestContainer views = new TestContainer();
  private final Map<String, Loop> loops = new HashMap<>();
  private final Check check = new LoopsCheck(() -> loops);
  private long seconds;

  private void loop(String name, Supplier<CompletionStage<?>> heart) {
    loops.put(name, new Loop(name, heart));
  }

  private Finding look() {
    return check.look(views.views, TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aLoopThatHangsIsNamed() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    loop("the loop of endpoint cloud", () -> answer);
    loop("the port", () -> CompletableFuture.completedFuture(null));
    assertEquals(Finding.ok("2 alive"), look());
    seconds = 9;
    assertEquals(Finding.ok("2 alive"), look());
    seconds = 10;
    assertEquals(
        Finding.critical("the loop of endpoint cloud has given no sign of life for 10 s"), look());
    answer.complete(null);
    assertEquals(Finding.ok("2 alive"), look());
  }

  @Test
  void aLookThatFailsItsHeartbeatIsNamedWithItsReason() {
    loop(
        "the look at the deploy folder",
        () -> CompletableFuture.failedFuture(new IllegalStateException("has not ended for 11 s")));
    assertEquals(Finding.critical("the look at the deploy folder has not ended for 11 s"), look());
  }

  @Test
  void aLoopWithoutAThreadIsNamedAndDoesNotEndTheCheck() {
    loop(
        "the watch",
        () -> {
          throw new OutOfMemoryError("unable to create native thread");
        });
    assertEquals(Finding.Level.CRITICAL, look().level());
    loops.clear();
    assertEquals(Finding.ok("0 alive"), look());
  }
}
