package gateway.simulator.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.test.VirtualExecutor;
import gateway.protocol.external.ExternalServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LateOutputTest {

  private final VirtualExecutor time = new VirtualExecutor();
  private final List<Integer> published = new ArrayList<>();
  private final LateOutput late = new LateOutput(new Recording(), time, time::nanoTime);

  private void publish(int counter) {
    late.publish(ServerMessages.statusResponse("abcDEF12", counter));
  }

  @Test
  void publishesAtOnceWhatIsNotToBeLate() {
    publish(1);
    assertEquals(List.of(1), published);
  }

  @Test
  void publishesLater() {
    late.publishAfter(Duration.ofMillis(400));
    publish(1);
    time.advance(Duration.ofMillis(399));
    assertEquals(List.of(), published);
    time.advance(Duration.ofMillis(1));
    assertEquals(List.of(1), published);
  }

  @Test
  void keepsTheOrderWhenTheLatenessEnds() {
    late.publishAfter(Duration.ofMillis(400));
    publish(1);
    late.publishAfter(Duration.ZERO);
    publish(2);
    assertEquals(List.of(), published);
    time.advance(Duration.ofMillis(400));
    publish(3);
    assertEquals(List.of(1, 2, 3), published);
  }

  private final class Recording implements ServerOutput {

    @Override
    public CompletionStage<?> publish(ExternalServer message) {
      published.add(message.getStatusResponse().getMessageCounter());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> notifyDisconnect() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> subscribe() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe() {
      // nothing is subscribed
    }
  }
}
