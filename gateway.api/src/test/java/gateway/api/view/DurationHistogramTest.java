package gateway.api.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {

  private final DurationHistogram.Recorder recorder = new DurationHistogram.Recorder();

  private void record(Duration time, int times) {
    for (int i = 0; i < times; i++) {
      recorder.record(time.toNanos());
    }
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }

  @Test
  void boundsAreInclusive() {
    record(micros(10), 1);
    record(micros(11), 2);
    record(Duration.ofSeconds(9), 1);
    DurationHistogram histogram = recorder.snapshot();
    assertEquals(List.of(1L, 2L), histogram.counts().subList(0, 2));
    assertEquals(1, histogram.counts().get(DurationHistogram.BOUNDS.size()));
    assertEquals(4, histogram.count());
    assertEquals(micros(10 + 22 + 9_000_000).toNanos(), histogram.totalNanos());
  }

  @Test
  void percentilesAreEstimatedWithinTheirBucket() {
    assertEquals(Duration.ZERO, DurationHistogram.EMPTY.percentile(0.5));
    record(micros(80), 50);
    record(micros(400), 50);
    DurationHistogram histogram = recorder.snapshot();
    assertEquals(micros(75), histogram.percentile(0.25));
    assertEquals(micros(100), histogram.percentile(0.5));
    assertEquals(micros(500), histogram.percentile(1));
    record(Duration.ofHours(1), 900);
    assertEquals(Duration.ofSeconds(1), recorder.snapshot().percentile(0.99));
  }

  @Test
  void whatWasAddedSinceIsTheDifference() {
    record(micros(80), 3);
    DurationHistogram earlier = recorder.snapshot();
    record(micros(80), 2);
    DurationHistogram later = recorder.snapshot();
    assertEquals(2, later.since(earlier).count());
    assertEquals(later, earlier.plus(later.since(earlier)));
    assertThrows(IllegalArgumentException.class, () -> new DurationHistogram(List.of(1L), 0));
  }
}
