package gateway.api.view;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Numbers of durations by length. Immutable.
 *
 * @param counts number of durations per bucket: of those up to each bound of {@link #BOUNDS} but
 *     above the one before, and of those above the last
 * @param totalNanos sum of all durations, nanoseconds
 */
public record DurationHistogram(List<Long> counts, long totalNanos) {

  /** Upper bounds of the buckets, inclusive. */
  public static final List<Duration> BOUNDS =
      IntStream.of(
              10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000,
              250_000, 1_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000L))
          .toList();

  /** The empty histogram. */
  public static final DurationHistogram EMPTY =
      new DurationHistogram(Collections.nCopies(BOUNDS.size() + 1, 0L), 0);

  /** Copies the counts. */
  public DurationHistogram {
    counts = List.copyOf(counts);
    if (counts.size() != BOUNDS.size() + 1) {
      throw new IllegalArgumentException(counts.size() + " buckets");
    }
  }

  /** Returns the number of durations. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the sum of this and another histogram. */
  public DurationHistogram plus(DurationHistogram other) {
    return combine(other, 1);
  }

  /** Returns the durations that were added since an earlier state. */
  public DurationHistogram since(DurationHistogram earlier) {
    return combine(earlier, -1);
  }

  private DurationHistogram combine(DurationHistogram other, int sign) {
    return new DurationHistogram(
        IntStream.range(0, counts.size())
            .mapToObj(i -> counts.get(i) + sign * other.counts.get(i))
            .toList(),
        totalNanos + sign * other.totalNanos);
  }

  /**
   * Returns an upper bound for the given part of the durations, estimated within its bucket; zero
   * without durations, at most the last bound.
   *
   * @param part from 0 to 1, 0.5 for the median
   */
  public Duration percentile(double part) {
    double wanted = part * count();
    double below = 0;
    long lower = 0;
    for (int i = 0; i < BOUNDS.size() && wanted > 0; i++) {
      long upper = BOUNDS.get(i).toNanos();
      long here = counts.get(i);
      if (here > 0 && below + here >= wanted) {
        return Duration.ofNanos(lower + Math.round((upper - lower) * (wanted - below) / here));
      }
      below += here;
      lower = upper;
    }
    return Duration.ofNanos(wanted > 0 ? lower : 0);
  }

  /**
   * Counts durations. One thread records, any thread takes snapshots: there is no lock and no
   * contended write on the recording side, and a snapshot may miss a duration that is being
   * recorded.
   */
  public static final class Recorder {

    private static final long[] NANOS = BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    /** The buckets, and the sum in the last place. */
    private final AtomicLongArray cells = new AtomicLongArray(NANOS.length + 2);

    /** Makes an empty recorder. */
    public Recorder() {}

    /** Counts a duration. By one thread at a time. */
    public void record(long nanos) {
      int bucket = 0;
      while (bucket < NANOS.length && nanos > NANOS[bucket]) {
        bucket++;
      }
      add(bucket, 1);
      add(NANOS.length + 1, nanos);
    }

    private void add(int cell, long value) {
      cells.setOpaque(cell, cells.getPlain(cell) + value);
    }

    /** Returns the counts. Any thread. */
    public DurationHistogram snapshot() {
      return new DurationHistogram(
          IntStream.rangeClosed(0, NANOS.length).mapToObj(cells::getOpaque).toList(),
          cells.getOpaque(NANOS.length + 1));
    }
  }
}
