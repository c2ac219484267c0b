package gateway.laboratory.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The lines that a gateway prints, and when it did. */
final class GatewayLog {

  /** One of them. */
  record Line(long at, String text) {}

  private final List<Line> lines = new ArrayList<>();
  private boolean ended;

  synchronized void add(long at, String text) {
    lines.add(new Line(at, text));
    notifyAll();
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for a line that came after {@code since}. */
  synchronized Optional<Line> await(Predicate<String> wanted, long since, long patienceNanos)
      throws InterruptedException {
    long until = System.nanoTime() + patienceNanos;
    int next = 0;
    while (true) {
      for (; next < lines.size(); next++) {
        Line line = lines.get(next);
        if (line.at() - since >= 0 && wanted.test(line.text())) {
          return Optional.of(line);
        }
      }
      long left = until - System.nanoTime();
      if (left <= 0 || ended) {
        return Optional.empty();
      }
      wait(left / 1_000_000 + 1);
    }
  }

  /** Returns the newest lines. */
  synchronized List<String> last(int count) {
    return lines.subList(Math.max(0, lines.size() - count), lines.size()).stream()
        .map(Line::text)
        .toList();
  }
}
