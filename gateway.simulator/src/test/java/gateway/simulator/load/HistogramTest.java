package gateway.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistogramTest {

  private final Histogram histogram = new Histogram();

  @Test
  void smallValuesAreExact() {
    LongStream.rangeClosed(1, 100).forEach(histogram::record);
    assertEquals(50, histogram.percentile(0.5));
    assertEquals(99, histogram.percentile(0.99));
    assertEquals(100, histogram.max());
    assertEquals(100, histogram.total());
  }

  @Test
  void largeValuesAreWithinOnePercent() {
    Random random = new Random(1);
    long[] values =
        random.longs(10_000, 1, 60_000_000_000L).peek(histogram::record).sorted().toArray();
    for (double fraction : new double[] {0.01, 0.5, 0.95, 0.99, 0.999}) {
      long exact = values[(int) Math.ceil(fraction * values.length) - 1];
      long shown = histogram.percentile(fraction);
      assertTrue(shown >= exact && shown <= exact * 1.01, exact + " shown as " + shown);
    }
    assertEquals(values[values.length - 1], histogram.percentile(1));
  }

  @Test
  void everyValueHasAPlace() {
    histogram.record(-1);
    histogram.record(Long.MAX_VALUE);
    assertEquals(0, histogram.percentile(0.5));
    assertEquals(Long.MAX_VALUE, histogram.percentile(1));
  }

  @Test
  void histogramsAddUp() {
    Histogram other = new Histogram();
    other.record(7);
    histogram.record(1_000_000);
    histogram.add(other);
    assertEquals(2, histogram.total());
    assertEquals(7, histogram.percentile(0.5));
    assertEquals(1_000_000, histogram.max());
    assertEquals(0, new Histogram().percentile(0.99));
  }
}
