package gateway.laboratory.swap;

import java.util.stream.LongStream;

/**
 * How long devices waited for their answers, by the time at which these came. Written by one
 * thread; read when it has ended.
 */
final class AnswerWaits {

  private static final long SLOT_NANOS = 10_000_000;
  private static final long SECOND = 1_000_000_000;

  private final long start;
  private final long[] longest;

  /** Makes one for answers of the next {@code nanos}. */
  AnswerWaits(long start, long nanos) {
    this.start = start;
    longest = new long[(int) (nanos / SLOT_NANOS) + 1];
  }

  void record(long now, long waited) {
    int slot = slot(now);
    longest[slot] = Math.max(longest[slot], waited);
  }

  /** Returns the longest wait for an answer that came between two times. */
  long longest(long from, long to) {
    long most = 0;
    for (int slot = slot(from); slot <= slot(to); slot++) {
      most = Math.max(most, longest[slot]);
    }
    return most;
  }

  /** Returns the end of the time. */
  long end() {
    return start + longest.length * SLOT_NANOS;
  }

  /** Returns the longest wait of each whole second. */
  LongStream everySecond() {
    return LongStream.range(0, longest.length * SLOT_NANOS / SECOND)
        .map(second -> longest(start + second * SECOND, start + (second + 1) * SECOND - 1));
  }

  private int slot(long now) {
    return (int) Math.min(Math.max(0, now - start) / SLOT_NANOS, longest.length - 1);
  }
}
