package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.distribution.Watchdog.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private final List<Answer> hearts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private int fed;
  private final Watchdog watchdog =
      new Watchdog(() -> List.copyOf(hearts), () -> fed++, complaints::add);

  private CompletableFuture<Void> heart(String name) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    hearts.add(new Answer(name, answer));
    return answer;
  }

  @Test
  void itIsFedWhenAllHaveAnsweredAndNotBefore() {
    CompletableFuture<Void> accept = heart("accept");
    CompletableFuture<Void> endpoint = heart("endpoint");
    watchdog.round();
    accept.complete(null);
    assertEquals(0, fed);
    endpoint.complete(null);
    assertEquals(1, fed);
    watchdog.round();
    assertEquals(2, fed);
    assertEquals(List.of(), complaints);
  }

  @Test
  void aLoopThatHangsStopsItAndIsNamedOnce() {
    heart("alive").complete(null);
    heart("hanging");
    watchdog.round();
    watchdog.round();
    watchdog.round();
    assertEquals(0, fed);
    assertEquals(List.of("no sign of life, so the watchdog is not notified: hanging"), complaints);
    hearts.remove(1);
    watchdog.round();
    assertEquals(1, fed);
  }

  @Test
  void aFailureIsNoSignOfLife() {
    heart("lost lanes").completeExceptionally(new IllegalStateException());
    watchdog.round();
    watchdog.round();
    assertEquals(0, fed);
    assertEquals(1, complaints.size());
  }

  @Test
  void whereNothingIsAliveNothingIsFed() {
    watchdog.round();
    watchdog.round();
    assertEquals(0, fed);
  }
}
