package gateway.laboratory.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Which version of the module has answered from when on. */
final class Takeovers {

  private record Takeover(int version, long at) {}

  private final List<Takeover> seen = new ArrayList<>();

  /** Notes the first answer of a version after those of another one. */
  synchronized void add(int version, long at) {
    seen.add(new Takeover(version, at));
    notifyAll();
  }

  /** Waits until no other version answers any more; tells whether that was in time. */
  synchronized boolean awaitLast(int version, long patienceNanos) throws InterruptedException {
    long end = System.nanoTime() + patienceNanos;
    while (seen.isEmpty() || seen.get(seen.size() - 1).version() != version) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    return true;
  }

  /**
   * Waits until a version takes over.
   *
   * @param since when at the earliest
   * @return when it gave its first answer, empty if it did not in time
   */
  synchronized OptionalLong await(int version, long since, long patienceNanos)
      throws InterruptedException {
    long end = System.nanoTime() + patienceNanos;
    while (true) {
      for (Takeover takeover : seen) {
        if (takeover.version() == version && takeover.at() - since >= 0) {
          return OptionalLong.of(takeover.at());
        }
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return OptionalLong.empty();
      }
      wait(left / 1_000_000 + 1);
    }
  }
}
