package gateway.deployer;

import gateway.api.stage.ModuleTrials;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeploymentsView.State;
import gateway.api.view.EventKind;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * What has become of each jar. Each outcome is logged once per content of the file. Used by one
 * thread.
 */
final class Outcomes {

  /** A jar that is written for so long needs someone to look at it. */
  static final Duration MAX_ARRIVAL = Duration.ofSeconds(60);

  /** A component may be activated a moment after its bundle was started. */
  static final Duration MAX_ACTIVATION = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  /** What is known of a file; times in nanoseconds. */
  private static final class Entry {
    @Nullable State state;
    long since;

    /** Why no module is there, and when that was asked. */
    Optional<Outcome> absence = Optional.empty();

    long askedAt;
    Optional<Outcome> logged = Optional.empty();
  }

  private final ModuleTrials trials;
  private final Function<Bundle, String> absences;
  private final LongSupplier nanoTime;
  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * Makes one.
   *
   * @param absences tells why a bundle offers no module
   */
  Outcomes(ModuleTrials trials, Function<Bundle, String> absences, LongSupplier nanoTime) {
    this.trials = trials;
    this.absences = absences;
    this.nanoTime = nanoTime;
  }

  /** A file has another content: what becomes of it is said again. */
  void renew(String file) {
    entry(file).logged = Optional.empty();
  }

  void forget(String file) {
    entries.remove(file);
  }

  /**
   * Returns what has become of a jar.
   *
   * @param bundle the bundle of its current content, if it was started
   */
  Outcome judge(DeploymentSnapshot jar, Optional<Bundle> bundle) {
    Entry entry = entry(jar.file());
    if (entry.state != jar.state()) {
      entry.state = jar.state();
      entry.since = nanoTime.getAsLong();
      entry.absence = Optional.empty();
    }
    Outcome outcome =
        switch (jar.state()) {
          case ARRIVING -> arriving(jar, entry);
          case STARTED ->
              bundle
                  .flatMap(present -> trials.outcome(present.getBundleId()))
                  .orElseGet(() -> absent(jar, entry, bundle));
          case REFUSED -> new Outcome(Kind.REFUSED, "refused: " + jar.reason());
        };
    say(jar.file(), outcome);
    return outcome;
  }

  private Entry entry(String file) {
    return entries.computeIfAbsent(file, name -> new Entry());
  }

  private Outcome arriving(DeploymentSnapshot jar, Entry entry) {
    return nanoTime.getAsLong() - entry.since < MAX_ARRIVAL.toNanos()
        ? jar.outcome()
        : new Outcome(
            Kind.UNREADABLE,
            "has been arriving for more than "
                + MAX_ARRIVAL.toSeconds()
                + " s: its content keeps changing; copy it under another name, then rename it");
  }

  private Outcome absent(DeploymentSnapshot jar, Entry entry, Optional<Bundle> bundle) {
    long now = nanoTime.getAsLong();
    if (now - entry.since < MAX_ACTIVATION.toNanos()) {
      return new Outcome(Kind.ARRIVES, "starts");
    }
    if (entry.absence.isEmpty() || now - entry.askedAt >= MAX_ACTIVATION.toNanos()) {
      entry.askedAt = now;
      entry.absence =
          bundle.map(
              present ->
                  new Outcome(
                      Kind.OFFERS_NO_MODULE, "offers no module: " + absences.apply(present)));
    }
    return entry.absence.orElse(jar.outcome());
  }

  /** Logs an outcome that is new. */
  void say(String file, Outcome outcome) {
    Entry entry = entry(file);
    if (outcome.kind() != Kind.ARRIVES && !entry.logged.filter(outcome::equals).isPresent()) {
      entry.logged = Optional.of(outcome);
      Marker kind =
          MarkerFactory.getMarker(
              outcome.kind() == Kind.REFUSED ? EventKind.MODULE_REFUSED : EventKind.DEPLOYMENT);
      String name = LogText.line(file, 100);
      if (outcome.kind().isFault()) {
        LOG.warn(kind, "{} {}", name, outcome.text());
      } else {
        LOG.info(kind, "{} {}", name, outcome.text());
      }
    }
  }
}
