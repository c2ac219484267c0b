package gateway.web.page;

import gateway.api.view.DurationHistogram;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The samples of the last minutes: one every few seconds, a bounded number of them. */
final class History {

  /**
   * The values at one time.
   *
   * @param nanos monotonic time
   * @param roundTrips of all devices, since the start
   * @param backlog statuses that wait for the cloud
   */
  record Reading(long nanos, DurationHistogram roundTrips, long backlog) {}

  /**
   * The changes between two readings.
   *
   * @param nanos when it ended
   * @param rate statuses a second
   * @param median of the round trips, microseconds
   * @param slow 99th percentile of the round trips, microseconds
   * @param backlog statuses that waited for the cloud at the end
   */
  record Sample(long nanos, double rate, long median, long slow, long backlog) {}

  private final int most;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private @Nullable Reading before;

  History(int most) {
    this.most = most;
  }

  synchronized void add(Reading reading) {
    if (before != null && reading.nanos() > before.nanos()) {
      DurationHistogram added = reading.roundTrips().since(before.roundTrips());
      boolean restarted = added.counts().stream().anyMatch(count -> count < 0);
      DurationHistogram since = restarted ? reading.roundTrips() : added;
      double seconds = (reading.nanos() - before.nanos()) / 1e9;
      samples.add(
          new Sample(
              reading.nanos(),
              since.count() / seconds,
              since.percentile(0.5).toNanos() / 1000,
              since.percentile(0.99).toNanos() / 1000,
              reading.backlog()));
      if (samples.size() > most) {
        samples.remove();
      }
    }
    before = reading;
  }

  /** Returns the samples, oldest first. */
  synchronized List<Sample> samples() {
    return new ArrayList<>(samples);
  }
}
