package gateway.registry;

import gateway.api.stage.ServedModule;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One module number: who claims it, who serves it, and the guard through which its module is
 * called. Claims change under the registry's monitor; {@link #serving} and {@link #guard} are read
 * anywhere.
 *
 * <p>For each number the newest healthy version of the owner wins. The owner is the bundle name
 * that came first; it keeps the number as long as one of its versions is there, and for the grace
 * after.
 */
final class Slot {

  private static final class Claim {
    final Candidate candidate;
    String quarantine = "";

    Claim(Candidate candidate) {
      this.candidate = candidate;
    }
  }

  private final int number;
  private final List<Claim> claims = new ArrayList<>();
  private String owner = "";

  private volatile Candidate serving;
  private volatile Guard guard;
  private volatile boolean awaited;
  private int departures;

  Slot(int number, Guard guard) {
    this.number = number;
    this.guard = guard;
  }

  int number() {
    return number;
  }

  Candidate serving() {
    return serving;
  }

  Optional<ServedModule> served() {
    return Optional.ofNullable(serving).map(Candidate::description);
  }

  Guard guard() {
    return guard;
  }

  /** Tells whether the last module has left less than the grace ago. */
  boolean isAwaited() {
    return awaited;
  }

  /** Returns how often the last module has left: whose grace a grace is. */
  int departures() {
    return departures;
  }

  /** Ends the grace of a departure; returns false if it has ended before. */
  boolean endGrace(int departure) {
    if (!awaited || departure != departures) {
      return false;
    }
    awaited = false;
    return true;
  }

  void replaceGuard(Guard fresh) {
    guard = fresh;
  }

  void add(Candidate candidate) {
    Claim claim = new Claim(candidate);
    claims.add(claim);
    claims.sort(Comparator.comparing(c -> c.candidate, Slot::bestFirst));
  }

  private static int bestFirst(Candidate a, Candidate b) {
    return a.isBetterThan(b) ? -1 : b.isBetterThan(a) ? 1 : 0;
  }

  void remove(Candidate candidate) {
    claims.removeIf(claim -> claim.candidate == candidate);
  }

  /** Sets a candidate aside; returns false if it is gone or was set aside before. */
  boolean quarantine(Candidate candidate, String reason) {
    for (Claim claim : claims) {
      if (claim.candidate == candidate && claim.quarantine.isEmpty()) {
        claim.quarantine = reason;
        return true;
      }
    }
    return false;
  }

  /** Gives the number free for another name, if no version of the owner is left. */
  private void releaseOwner() {
    if (claims.stream().noneMatch(claim -> claim.candidate.name().equals(owner))) {
      owner = "";
    }
  }

  /** Chooses who serves now; returns who served before. */
  Candidate choose() {
    Candidate before = serving;
    if (before == null && !awaited) {
      releaseOwner();
    }
    if (owner.isEmpty() && !claims.isEmpty()) {
      owner = claims.get(0).candidate.name();
    }
    Candidate best =
        claims.stream()
            .filter(claim -> claim.quarantine.isEmpty() && claim.candidate.name().equals(owner))
            .map(claim -> claim.candidate)
            .findFirst()
            .orElse(null);
    if (best == null && before != null) {
      // in this order: who finds no module must find that one is awaited
      awaited = true;
      departures++;
    }
    serving = best;
    if (best != null) {
      awaited = false;
    }
    return before;
  }

  /** Tells whether another version of the owner could serve instead of {@code candidate}. */
  boolean hasFallbackFor(Candidate candidate) {
    return claims.stream()
        .anyMatch(
            claim ->
                claim.candidate != candidate
                    && claim.quarantine.isEmpty()
                    && claim.candidate.name().equals(owner));
  }

  List<ModuleSnapshot> snapshots() {
    return claims.stream().map(this::snapshot).toList();
  }

  private ModuleSnapshot snapshot(Claim claim) {
    ServedModule module = claim.candidate.description();
    State state;
    String reason;
    if (!claim.quarantine.isEmpty()) {
      state = State.QUARANTINED;
      reason = claim.quarantine;
    } else if (claim.candidate == serving) {
      state = State.SERVING;
      reason = "";
    } else if (claim.candidate.name().equals(owner)) {
      state = State.STANDBY;
      reason = serving == null ? "" : "version " + serving.description().version() + " serves";
    } else {
      state = State.WAITING;
      reason = "number " + Integer.toUnsignedString(number) + " belongs to " + owner;
    }
    return new ModuleSnapshot(
        number, module.name(), module.version(), module.deviceTypes().toString(), state, reason);
  }
}
