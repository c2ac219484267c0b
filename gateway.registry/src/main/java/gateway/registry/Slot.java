package gateway.registry;

import gateway.api.stage.ModuleTrials;
import gateway.api.stage.ModuleTrials.Standing;
import gateway.api.stage.ServedModule;
import gateway.api.view.DurationHistogram;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import gateway.api.view.Outcome;
import gateway.api.view.Outcome.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One module number: the candidates that claim it, the one that serves it, and the guard through
 * which its module is called. Claims change under the registry's monitor; {@link #serving}, {@link
 * #standInFor} and {@link #guard} are read anywhere.
 *
 * <p>For each number the newest healthy version of the owner wins. The owner is the bundle name
 * that was configured, else the one that had the number last, else the one that comes first; it
 * keeps the number as long as one of its versions is there, and for the grace period after.
 */
final class Slot {

  private static final class Claim {
    final Candidate candidate;
    String quarantine = "";

    /** What it refuses that the version before accepts; empty if it may serve. */
    String refusal = "";

    @Nullable Rehearsal rehearsal;

    Claim(Candidate candidate) {
      this.candidate = candidate;
    }

    boolean isRehearsed() {
      return rehearsal != null && rehearsal.isOver();
    }
  }

  /**
   * The candidate that serves.
   *
   * @param serving null for none
   * @param next the one that would serve if that one did not; null for none
   */
  private record Choice(@Nullable Candidate serving, @Nullable Candidate next) {
    static final Choice NONE = new Choice(null, null);
  }

  private final int number;
  private final Map<Long, Long> successors;
  private final List<Claim> claims = new ArrayList<>();
  private Optional<String> configuredOwner = Optional.empty();
  private String owner;

  /** Read at once on the lane: a version that fails immediately must have its stand-in by then. */
  private volatile Choice choice = Choice.NONE;

  private volatile Guard guard;
  private volatile boolean awaited;
  private int departures;

  /** Recorded on the lane. */
  private final DurationHistogram.Recorder takeOvers = new DurationHistogram.Recorder();

  /** Recorded under the registry's monitor. */
  private final DurationHistogram.Recorder gaps = new DurationHistogram.Recorder();

  /** Undelivered statuses that are in no error message. */
  private final AtomicLong unfolded = new AtomicLong();

  private OptionalLong leftAt = OptionalLong.empty();
  private boolean outOfService;

  /**
   * Makes a slot without claims.
   *
   * @param owner the owner that had the number last; empty if none is known
   * @param awaited whether the owner may still be on its way
   * @param successors the bundle that has taken the place of another, by id
   */
  Slot(int number, Guard guard, String owner, boolean awaited, Map<Long, Long> successors) {
    this.number = number;
    this.guard = guard;
    this.owner = owner;
    this.awaited = awaited && !owner.isEmpty();
    this.successors = successors;
  }

  int number() {
    return number;
  }

  String owner() {
    return owner;
  }

  @Nullable Candidate serving() {
    return choice.serving;
  }

  Optional<ServedModule> served() {
    return Optional.ofNullable(serving()).map(Candidate::description);
  }

  Guard guard() {
    return guard;
  }

  /**
   * Returns the candidate that may answer in place of {@code failed}: the one that serves by now,
   * or the version before as long as this one is not proven.
   */
  Optional<Candidate> standInFor(Candidate failed) {
    Choice now = choice;
    if (now.serving != failed) {
      return Optional.ofNullable(now.serving);
    }
    return failed.health().isProven() ? Optional.empty() : Optional.ofNullable(now.next);
  }

  /** Tells whether the number is within its grace period, or its owner is on its way. */
  boolean isAwaited() {
    return awaited;
  }

  /** Returns how often the last module has left, to tell one grace period from the next. */
  int departures() {
    return departures;
  }

  /** Records that another version than before answered a device. On the lane. */
  void tookOver(long nanos) {
    takeOvers.record(nanos);
  }

  /** Records that the number has lost its last version. */
  void left(long now) {
    leftAt = OptionalLong.of(now);
  }

  /** Records that the number has a version; if it had one before, it was without for a while. */
  void came(long now) {
    leftAt.ifPresent(since -> gaps.record(now - since));
    leftAt = OptionalLong.empty();
  }

  /** Returns the pauses that swaps have caused. Any thread. */
  DurationHistogram swapPauses() {
    return takeOvers.snapshot().plus(gaps.snapshot());
  }

  /** Counts undelivered statuses that are lost. */
  void countUnfolded(int statuses) {
    unfolded.addAndGet(statuses);
  }

  /** Returns how many undelivered statuses are lost. Any thread. */
  long unfolded() {
    return unfolded.get();
  }

  /** Ends the grace period of a departure; returns false if it has ended before. */
  boolean endGrace(int departure) {
    if (!awaited || departure != departures || outOfService) {
      return false;
    }
    awaited = false;
    return true;
  }

  void replaceGuard(Guard fresh) {
    guard = fresh;
  }

  /**
   * Gives the number to a name for good, or to whichever comes. If it was another's, none serves
   * until the next choice.
   *
   * @return the candidate that has lost the number
   */
  Optional<Candidate> configureOwner(Optional<String> name) {
    configuredOwner = name;
    Candidate before = serving();
    if (before == null || name.filter(other -> !other.equals(owner)).isEmpty()) {
      return Optional.empty();
    }
    choice = Choice.NONE;
    return Optional.of(before);
  }

  /**
   * Stops or begins to serve; a number that is out of service is awaited.
   *
   * @return whether this is a change
   */
  boolean setOutOfService(boolean out) {
    boolean other = outOfService != out;
    outOfService = out;
    return other;
  }

  void add(Candidate candidate) {
    claims.add(new Claim(candidate));
  }

  void remove(Candidate candidate) {
    candidate.leave();
    claims.removeIf(claim -> claim.candidate == candidate);
  }

  /** Sets a candidate aside; returns false if it is gone or was set aside before. */
  boolean quarantine(Candidate candidate, String reason) {
    for (Claim claim : claims) {
      if (claim.candidate == candidate && claim.quarantine.isEmpty()) {
        claim.quarantine = reason;
        candidate.leave();
        return true;
      }
    }
    return false;
  }

  /** Keeps a candidate from serving as long as another can; returns false if it is not here. */
  boolean refuse(Candidate candidate, String refusal) {
    for (Claim claim : claims) {
      if (claim.candidate == candidate
          && claim.quarantine.isEmpty()
          && claim.refusal.isEmpty()
          && hasFallbackFor(candidate)) {
        claim.refusal = refusal;
        return true;
      }
    }
    return false;
  }

  /**
   * Chooses the candidate that serves now. One that takes over from another that could go on
   * rehearses first.
   *
   * @return the rehearsal to begin
   */
  Optional<Rehearsal> choose(Rehearsals rehearsals) {
    chooseOwner();
    Candidate before = serving();
    List<Claim> healthy = outOfService ? List.of() : sorted(acceptingFirst(healthy()));
    Optional<Rehearsal> rehearsal = Optional.empty();
    Candidate best = null;
    if (before != null && before.isInGoodStanding() && isOf(healthy, before)) {
      Claim first = healthy.get(0);
      best = before;
      if (first.candidate == before || first.isRehearsed()) {
        best = first.candidate;
      } else if (first.rehearsal == null) {
        rehearsal = rehearsals.plan(first.candidate, before);
        first.rehearsal = rehearsal.orElse(null);
        best = rehearsal.isPresent() ? before : first.candidate;
      }
    } else {
      best = firstReady(healthy);
    }
    serve(best, second(best, healthy));
    return rehearsal;
  }

  private void chooseOwner() {
    if (configuredOwner.isPresent()) {
      owner = configuredOwner.get();
      return;
    }
    boolean here = claims.stream().anyMatch(claim -> claim.candidate.name().equals(owner));
    if (serving() == null && !awaited && !here) {
      owner = "";
    }
    if (owner.isEmpty()) {
      owner = sorted(claims).stream().map(claim -> claim.candidate.name()).findFirst().orElse("");
    }
  }

  private void serve(@Nullable Candidate best, @Nullable Candidate next) {
    if (best == null && serving() != null) {
      // in this order: a device that finds no module must find that one is awaited
      awaited = true;
      departures++;
    }
    choice = new Choice(best, next);
    if (best != null) {
      awaited = false;
      // nobody is left to compare it with
      claims.stream().filter(claim -> claim.candidate == best).forEach(claim -> claim.refusal = "");
    }
  }

  private List<Claim> healthy() {
    return claims.stream()
        .filter(claim -> claim.quarantine.isEmpty() && claim.candidate.name().equals(owner))
        .toList();
  }

  /** A version that refuses what another accepts is better than none. */
  private static List<Claim> acceptingFirst(List<Claim> healthy) {
    List<Claim> accepting = healthy.stream().filter(claim -> claim.refusal.isEmpty()).toList();
    return accepting.isEmpty() ? healthy : accepting;
  }

  /** Best first; a version whose content was replaced by another of these comes last. */
  private List<Claim> sorted(List<Claim> some) {
    List<Long> bundles = some.stream().map(claim -> claim.candidate.bundleId()).toList();
    Comparator<Claim> currentFirst =
        Comparator.comparing(claim -> bundles.contains(successors.get(claim.candidate.bundleId())));
    return some.stream()
        .sorted(currentFirst.thenComparing(claim -> claim.candidate, Candidate.NEWEST_FIRST))
        .toList();
  }

  private static boolean isOf(List<Claim> some, Candidate candidate) {
    return some.stream().anyMatch(claim -> claim.candidate == candidate);
  }

  /** Leaves out those that rehearse: they must not be called from another thread too. */
  private static @Nullable Candidate firstReady(List<Claim> healthy) {
    return healthy.stream()
        .filter(claim -> claim.rehearsal == null || claim.rehearsal.stop())
        .map(claim -> claim.candidate)
        .findFirst()
        .orElse(null);
  }

  /** The second best: the content before, if the best has replaced it. */
  private @Nullable Candidate second(@Nullable Candidate best, List<Claim> healthy) {
    List<Claim> others = healthy.stream().filter(claim -> claim.candidate != best).toList();
    return sorted(others).stream()
        .filter(claim -> claim.rehearsal == null || claim.rehearsal.isOver())
        .map(claim -> claim.candidate)
        .findFirst()
        .orElse(null);
  }

  /** Tells whether another version could serve instead of {@code candidate}. */
  boolean hasFallbackFor(Candidate candidate) {
    return healthy().stream()
        .anyMatch(claim -> claim.candidate != candidate && claim.refusal.isEmpty());
  }

  /** Returns the standing of each module of a bundle here. */
  List<Standing> standings(long bundleId) {
    return claims.stream()
        .filter(claim -> claim.candidate.bundleId() == bundleId)
        .map(
            claim ->
                !claim.quarantine.isEmpty() || !claim.refusal.isEmpty()
                    ? Standing.SET_ASIDE
                    : claim.candidate.health().isProven() ? Standing.PROVEN : Standing.ON_TRIAL)
        .toList();
  }

  List<Candidate> setAside() {
    return claims.stream()
        .filter(claim -> !claim.quarantine.isEmpty() || !claim.refusal.isEmpty())
        .map(claim -> claim.candidate)
        .toList();
  }

  /** Returns what has become of each module of a bundle here. */
  List<Outcome> outcomes(long bundleId) {
    return claims.stream()
        .filter(claim -> claim.candidate.bundleId() == bundleId)
        .map(this::outcome)
        .toList();
  }

  private Outcome outcome(Claim claim) {
    ModuleSnapshot shown = snapshot(claim);
    return switch (shown.state()) {
      case SERVING ->
          new Outcome(
              Kind.SERVES,
              "serves "
                  + Integer.toUnsignedString(number)
                  + " (types "
                  + shown.deviceTypes()
                  + ")");
      case STANDBY -> standsBy(claim);
      case WAITING -> new Outcome(Kind.WAITS, "waits: " + shown.reason());
      case REFUSING -> new Outcome(Kind.REFUSES, "waiting: " + shown.reason());
      case QUARANTINED ->
          claim.candidate.isActivated()
              ? new Outcome(Kind.SET_ASIDE, "set aside: " + shown.reason())
              : new Outcome(Kind.OFFERS_NO_MODULE, "offers no module: " + shown.reason());
    };
  }

  private Outcome standsBy(Claim claim) {
    Candidate serving = serving();
    if (outOfService) {
      return new Outcome(Kind.SERVES_NOBODY, "serves nobody: " + standby(claim));
    }
    if (serving == null || claim.rehearsal != null && !claim.rehearsal.isOver()) {
      return new Outcome(Kind.ARRIVES, "is tried");
    }
    return claim.candidate.behind(serving);
  }

  List<ModuleSnapshot> snapshots() {
    return sorted(claims).stream().map(this::snapshot).toList();
  }

  private ModuleSnapshot snapshot(Claim claim) {
    ServedModule module = claim.candidate.description();
    State state;
    String reason;
    if (!claim.quarantine.isEmpty()) {
      state = State.QUARANTINED;
      reason = claim.quarantine;
    } else if (!claim.refusal.isEmpty()) {
      state = State.REFUSING;
      reason = claim.refusal;
    } else if (claim.candidate == serving()) {
      state = State.SERVING;
      reason = claim.candidate.health().isProven() ? "" : trial();
    } else if (!claim.candidate.name().equals(owner)) {
      state = State.WAITING;
      reason = belongs();
    } else {
      state = State.STANDBY;
      reason = standby(claim);
    }
    return new ModuleSnapshot(
        number, module.name(), module.version(), module.deviceTypes().toString(), state, reason);
  }

  private String trial() {
    Candidate before = choice.next;
    return before == null
        ? ""
        : "on trial: version "
            + before.description().version()
            + " answers what it fails to, until it has answered "
            + ModuleTrials.PROVEN_AFTER
            + " statuses";
  }

  private String belongs() {
    return "number "
        + Integer.toUnsignedString(number)
        + " belongs to "
        + owner
        + (configuredOwner.isPresent() ? " by configuration" : "")
        + "; modules."
        + Integer.toUnsignedString(number)
        + ".owner gives it to another";
  }

  private String standby(Claim claim) {
    if (outOfService) {
      return "the number is out of service: too many module calls hang";
    }
    Candidate serving = serving();
    if (serving == null) {
      return "";
    }
    String serves = "version " + serving.description().version() + " serves";
    return claim.rehearsal != null && !claim.rehearsal.isOver()
        ? serves + " while this one is tried"
        : serves;
  }
}
