package gateway.laboratory.swap;

import gateway.laboratory.process.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The events in the log of a gateway, in the order in which they came. */
final class GatewayEvents {

  private final List<LogRecord> events = new ArrayList<>();
  private boolean ended;

  /** Keeps an entry of the log if it is an event. */
  synchronized void add(LogRecord entry) {
    if (entry.event().isPresent()) {
      events.add(entry);
      notifyAll();
    }
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for an event of one of these kinds that came after {@code since}. */
  Optional<LogRecord> await(Set<String> kinds, long since, long patienceNanos)
      throws InterruptedException {
    return await(kinds, since, patienceNanos, event -> true);
  }

  /** Waits for an event of one of these kinds that came after {@code since} and is wanted. */
  synchronized Optional<LogRecord> await(
      Set<String> kinds, long since, long patienceNanos, Predicate<LogRecord> wanted)
      throws InterruptedException {
    long until = System.nanoTime() + patienceNanos;
    int next = 0;
    while (true) {
      for (; next < events.size(); next++) {
        LogRecord event = events.get(next);
        if (event.read() - since >= 0
            && event.event().filter(kinds::contains).isPresent()
            && wanted.test(event)) {
          return Optional.of(event);
        }
      }
      long left = until - System.nanoTime();
      if (left <= 0 || ended) {
        return Optional.empty();
      }
      wait(left / 1_000_000 + 1);
    }
  }
}
