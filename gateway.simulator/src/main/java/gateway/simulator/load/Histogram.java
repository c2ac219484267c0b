package gateway.simulator.load;

/**
 * Counts durations with a relative error below one percent: values up to 127 exactly, each further
 * power of two in 128 steps. Allocates nothing after construction.
 */
public final class Histogram {

  private static final int STEP_BITS = 7;
  private static final int STEPS = 1 << STEP_BITS;

  private final long[] counts = new long[(64 - STEP_BITS) * STEPS];
  private long total;
  private long max;

  /** Counts a duration in nanoseconds; negative ones count as 0. */
  public void record(long nanos) {
    long value = Math.max(0, nanos);
    counts[index(value)]++;
    total++;
    max = Math.max(max, value);
  }

  /** Adds what another one has counted. */
  public void add(Histogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
    max = Math.max(max, other.max);
  }

  /** Returns how many were counted. */
  public long total() {
    return total;
  }

  /** Returns the longest. */
  public long max() {
    return max;
  }

  /** Returns the value that {@code fraction} (0 to 1) of all do not exceed, 0 if there are none. */
  public long percentile(double fraction) {
    long wanted = Math.max(1, (long) Math.ceil(fraction * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(max, highest(i));
      }
    }
    return max;
  }

  private static int index(long value) {
    if (value < STEPS) {
      return (int) value;
    }
    int shift = 63 - Long.numberOfLeadingZeros(value) - STEP_BITS;
    return (shift + 1) * STEPS + (int) ((value >>> shift) - STEPS);
  }

  private static long highest(int index) {
    if (index < STEPS) {
      return index;
    }
    int shift = index / STEPS - 1;
    return ((long) (index % STEPS + STEPS + 1) << shift) - 1;
  }
}
