package gateway.laboratory.outage;

import gateway.api.view.EventKind;
import gateway.laboratory.process.LogRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the gateway has said about its store, in the events of its log. */
final class StoreEvents {

  private static final Set<String> DAMAGE = Set.of(EventKind.STORE_DAMAGED, EventKind.STORE_EMPTY);
  private static final Set<String> KINDS =
      Set.of(
          EventKind.STORE_DAMAGED,
          EventKind.STORE_EMPTY,
          EventKind.STORE_DEGRADED,
          EventKind.STORE_RECOVERED);

  private final Findings findings;
  private boolean damaged;
  private boolean storing;
  private final Set<String> expected = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();

  StoreEvents(Findings findings) {
    this.findings = findings;
  }

  /** From now on an event of this kind may come: there is a reason. */
  synchronized void expect(String kind) {
    expected.add(kind);
  }

  /** A round begins: its store is whole. */
  synchronized void begin() {
    damaged = false;
    storing = true;
  }

  /** The store has been damaged: the gateway is expected to say so. */
  synchronized void damage() {
    damaged = true;
    expected.addAll(DAMAGE);
  }

  /** Takes an entry of the log; tells whether it says that the store was damaged, when it was. */
  synchronized boolean saysDamage(LogRecord entry) {
    String kind = entry.event().filter(KINDS::contains).orElse("");
    if (kind.isEmpty()) {
      return false;
    }
    counts.merge(kind, 1, Integer::sum);
    storing |= kind.equals(EventKind.STORE_RECOVERED);
    storing &= !kind.equals(EventKind.STORE_DEGRADED);
    notifyAll();
    if (!expected.contains(kind)) {
      findings.violation("the gateway says for no reason: " + entry.message());
    }
    return damaged && DAMAGE.contains(kind);
  }

  /** Returns how often the gateway has said that it cannot store. */
  synchronized int degraded() {
    return count(EventKind.STORE_DEGRADED);
  }

  private int count(String kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** Waits until it has said more often than {@code before} that it cannot store. */
  synchronized boolean awaitDegraded(int before, long millis) throws InterruptedException {
    return await(() -> degraded() > before, millis);
  }

  /** Waits until it stores, by the last that it has said. */
  synchronized boolean awaitStoring(long millis) throws InterruptedException {
    return await(() -> storing, millis);
  }

  private boolean await(BooleanSupplier condition, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; !condition.getAsBoolean() && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    return condition.getAsBoolean();
  }
}
