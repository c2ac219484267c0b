package gateway.laboratory.outage;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the gateway has said about its store, in the lines that it prints. */
final class Said {

  /** One thing that it says. */
  enum What {
    STORE_DAMAGED(" damaged, \\d+ value"),
    /** It may have been damaged, or a write has failed. */
    STORE_EMPTY(" is empty: if it was damaged"),
    MEMORY_ONLY("kept in memory only"),
    STORE_WORKS("^Store .* works again");

    private final Pattern pattern;

    What(String text) {
      pattern = Pattern.compile(text);
    }
  }

  private static final Pattern LINE =
      Pattern.compile("\\S+ +(?:INFO|WARN|ERROR) +\\[gateway\\.external] (.*)");

  private final Findings findings;
  private boolean damaged;
  private final Set<What> expected = EnumSet.noneOf(What.class);
  private final Map<What, Integer> counts = new EnumMap<>(What.class);

  Said(Findings findings) {
    this.findings = findings;
  }

  /** From now on it may say this: there is a reason. */
  synchronized void expect(What what) {
    expected.add(what);
  }

  /** A round begins: its store is whole. */
  synchronized void begin() {
    damaged = false;
  }

  /** The store has been damaged: that is expected to be said. */
  synchronized void damage() {
    damaged = true;
    expected.add(What.STORE_DAMAGED);
    expected.add(What.STORE_EMPTY);
  }

  /** Tells whether a line says that the store was damaged, when it was. */
  synchronized boolean saysDamage(String line) {
    Optional<What> what = take(line);
    return damaged
        && what.filter(w -> w == What.STORE_DAMAGED || w == What.STORE_EMPTY).isPresent();
  }

  /** Takes a line, and returns what it says, if it is anything of this. */
  private Optional<What> take(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String text = matcher.group(1);
    Optional<What> said =
        Stream.of(What.values()).filter(what -> what.pattern.matcher(text).find()).findFirst();
    said.ifPresent(
        what -> {
          counts.merge(what, 1, Integer::sum);
          notifyAll();
          if (!expected.contains(what)) {
            findings.violation("the gateway says for no reason: " + text);
          }
        });
    return said;
  }

  /** Returns how often it has said this. */
  synchronized int count(What what) {
    return counts.getOrDefault(what, 0);
  }

  /** Waits until it has said more often than {@code before} that it cannot store. */
  synchronized boolean awaitMemoryOnly(int before, long millis) throws InterruptedException {
    return await(() -> count(What.MEMORY_ONLY) > before, millis);
  }

  /** Waits until it stores, by its last words. */
  synchronized boolean awaitStoring(long millis) throws InterruptedException {
    return await(() -> count(What.STORE_WORKS) >= count(What.MEMORY_ONLY), millis);
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
