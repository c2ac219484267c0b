package gateway.web.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.view.DurationHistogram;
import gateway.web.page.History.Reading;
import gateway.web.page.History.Sample;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private final History history = new History(3);
  private DurationHistogram.Recorder recorder = new DurationHistogram.Recorder();

  private void read(long seconds, int more, long backlog) {
    for (int i = 0; i < more; i++) {
      recorder.record(80_000);
    }
    history.add(new Reading(TimeUnit.SECONDS.toNanos(seconds), recorder.snapshot(), backlog));
  }

  @Test
  void aSampleIsWhatHasHappenedSinceTheOneBefore() {
    read(0, 1000, 0);
    assertEquals(List.of(), history.samples());
    read(5, 50, 7);
    assertEquals(
        List.of(new Sample(TimeUnit.SECONDS.toNanos(5), 10, 75, 99, 7)), history.samples());
  }

  @Test
  void theOldestAreForgotten() {
    for (int i = 0; i < 10; i++) {
      read(5 * i, 0, i);
    }
    assertEquals(List.of(7L, 8L, 9L), history.samples().stream().map(Sample::backlog).toList());
  }

  @Test
  void countersThatStartAgainGiveNoNegativeRate() {
    read(0, 1000, 0);
    recorder = new DurationHistogram.Recorder();
    read(5, 50, 0);
    assertEquals(10, history.samples().get(0).rate());
  }
}
