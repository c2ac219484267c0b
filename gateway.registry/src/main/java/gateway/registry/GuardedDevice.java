package gateway.registry;

import static java.util.Objects.requireNonNull;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.StatusQuestion;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime.Held;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the decisions about one device. The candidate that serves when a status comes makes all the
 * decisions about it; where its call fails and another version is there, that one answers instead.
 * A candidate that is new to the device begins with a logic of its own, made from the current
 * status.
 */
final class GuardedDevice implements ModuleDevice {

  /** Is told of each candidate that failed. Called on the lane. */
  interface Judge {
    /** Its failures are beyond the limit. */
    void failed(Candidate candidate, String reason);

    /** It refuses what the version before accepts, more often than it may on trial. */
    void refuses(Candidate candidate, String what);

    /** Another version answers in its place. */
    void replaced(Candidate candidate, Candidate by, String reason);
  }

  private interface Decision<T> {
    T by(DeviceLogic logic);
  }

  /** The device as one candidate knows it. */
  private static final class View {
    @Nullable Candidate candidate;
    @Nullable DeviceLogic logic;

    /** The status that is being answered, if this candidate has found it valid. */
    @Nullable Payload accepted;

    void forget() {
      candidate = null;
      logic = null;
      accepted = null;
    }
  }

  private final Slot slot;
  private final Guard guard;
  private final DeviceKey key;
  private final Held held;
  private final LongSupplier clock;
  private final Judge judge;

  /** The view of the candidate that serves. */
  private View own = new View();

  /** The view of the candidate that answers in its place. */
  private View standIn = new View();

  /** The status that is being answered. */
  private @Nullable Payload status;

  /** The current status of the device when it came. */
  private Optional<Payload> before = Optional.empty();

  private Payload command = Payload.EMPTY;

  /** The last status that a version has accepted. */
  private @Nullable Payload lastAccepted;

  /** The view and the candidate that answer it. */
  private View answering = own;

  private @Nullable Candidate by;
  private boolean failed;

  /** The view that gave the last answer. */
  private View lastAsked = own;

  /** Whether some version has answered the device before: the next one takes over from it. */
  private boolean answered;

  /** When the first status under another version came. */
  private OptionalLong takeOver = OptionalLong.empty();

  private boolean closed;

  GuardedDevice(Slot slot, Guard guard, DeviceKey key, Held held, LongSupplier clock, Judge judge) {
    this.slot = slot;
    this.guard = guard;
    this.key = key;
    this.judge = judge;
    this.held = held;
    this.clock = clock;
    guard.add(this);
  }

  @Override
  public boolean isStatusValid(Payload received) {
    endStatus();
    Candidate serving = serving();
    if (standIn.candidate == serving) {
      View before = own;
      own = standIn;
      standIn = before;
    }
    takeOver =
        answered && own.candidate != serving
            ? OptionalLong.of(clock.getAsLong())
            : OptionalLong.empty();
    answering = own;
    by = serving;
    failed = false;
    before = held.currentStatus();
    command = held.nextCommand();
    Decision<Boolean> decision = l -> l.isStatusValid(received);
    boolean valid =
        decide(serving, "isStatusValid", decision)
            || accepts(serving, "isStatusValid", decision, "status");
    if (valid) {
      status = received;
      lastAsked.accepted = received;
      lastAccepted = received;
    }
    return valid;
  }

  @Override
  public boolean isCommandValid(Payload command) {
    endStatus();
    answering = own;
    by = serving();
    Decision<Boolean> decision = l -> l.isCommandValid(command);
    return decide(by, "isCommandValid", decision)
        || accepts(by, "isCommandValid", decision, "command");
  }

  /**
   * Handles a refusal: the version before is asked as long as the one that serves is on trial.
   *
   * @return whether that one accepts what the one that serves refuses
   */
  private boolean accepts(Candidate serving, String call, Decision<Boolean> decision, String what) {
    View view = lastAsked;
    Candidate refusing = requireNonNull(view.candidate);
    Optional<Candidate> other =
        refusing == serving && isCompared(serving) ? slot.standInFor(serving) : Optional.empty();
    if (other.isEmpty()) {
      guard.refusals().log(refusing, what, key, () -> reason(view, refusing));
      return false;
    }
    String reason = reason(view, refusing);
    guard.refusals().log(refusing, what, key, () -> reason);
    if (!isAcceptedBy(other.get(), call, decision)) {
      return false;
    }
    goOnWith(other.get());
    countRefusal(serving, other.get(), what, reason);
    return true;
  }

  private boolean isCompared(Candidate serving) {
    return slot.serving() == serving && !serving.acceptsLess();
  }

  private String reason(View view, Candidate refusing) {
    try {
      return ask(view, refusing, "refusalReason", DeviceLogic::refusalReason);
    } catch (ModuleException e) {
      return RefusalLog.cause(refusing, e);
    }
  }

  /** A device for which the version before throws says nothing about the new one. */
  private boolean isAcceptedBy(Candidate other, String call, Decision<Boolean> decision) {
    try {
      return ask(standIn, other, call, decision);
    } catch (ModuleException e) {
      return false;
    }
  }

  /** Counts that a version on trial refuses or fails at what the one before accepts. */
  private void countRefusal(Candidate serving, Candidate other, String what, String reason) {
    if (!isCompared(serving)) {
      return;
    }
    Health health = serving.health();
    boolean isStatus = what.equals("status");
    Health.Refusals refusals = isStatus ? health.refusedStatuses() : health.refusedCommands();
    if (refusals.add(key, guard.size())) {
      judge.refuses(
          serving,
          "refuses "
              + refusals.count()
              + (isStatus
                  ? " of " + (health.answers() + refusals.count()) + " statuses"
                  : " commands")
              + " that "
              + other.description().version()
              + " accepts"
              + (reason.isEmpty() ? "" : " (" + RefusalLog.printable(reason) + ")"));
    }
  }

  @Override
  public Payload firstCommand() {
    Payload first = decide(answering(), "firstCommand", DeviceLogic::firstCommand);
    answered = true;
    return first;
  }

  @Override
  public boolean sendNow(Payload current, Payload received) {
    return decide(answering(), "sendNow", l -> l.sendNow(current, received));
  }

  @Override
  public Payload aggregate(Payload current, Payload received) {
    return decide(answering(), "aggregate", l -> l.aggregate(current, received));
  }

  @Override
  public Payload nextCommand(
      Payload received, Payload current, Optional<Payload> previous, Payload command) {
    Payload next =
        decide(
            answering(), "nextCommand", l -> l.nextCommand(received, current, previous, command));
    if (!failed) {
      requireNonNull(by).health().answered();
    }
    endStatus();
    answered = true;
    takeOver.ifPresent(came -> slot.tookOver(clock.getAsLong() - came));
    takeOver = OptionalLong.empty();
    return next;
  }

  private void endStatus() {
    status = null;
    before = Optional.empty();
    command = Payload.EMPTY;
    own.accepted = null;
    standIn.accepted = null;
  }

  private Candidate serving() {
    Candidate serving = slot.serving();
    if (serving == null || closed || slot.guard() != guard) {
      throw new ModuleException(
          "no module serves number " + Integer.toUnsignedString(slot.number()));
    }
    return serving;
  }

  /** The candidate that has begun with a status goes on with it, unless it has left meanwhile. */
  private Candidate answering() {
    Candidate serving = serving();
    if (status == null || by == null || !by.isInGoodStanding()) {
      answering = own;
      by = serving;
    }
    return by;
  }

  private <T> T decide(Candidate candidate, String name, Decision<T> decision) {
    int overruns = candidate.health().overruns();
    try {
      T result = ask(answering, candidate, name, decision);
      if (candidate.health().overruns() > overruns) {
        slot.standInFor(candidate).ifPresent(this::goOnWith);
      }
      return result;
    } catch (ModuleException e) {
      failed = true;
      Optional<Candidate> other = slot.standInFor(candidate);
      if (answering == standIn || other.isEmpty()) {
        throw e;
      }
      return instead(other.get(), candidate, name, decision, e);
    }
  }

  /** Asks the other version; if that fails too, the input is at fault. */
  private <T> T instead(
      Candidate other, Candidate candidate, String name, Decision<T> decision, ModuleException e) {
    T result;
    try {
      result = ask(standIn, other, name, decision);
    } catch (ModuleException alsoFailed) {
      throw e;
    }
    goOnWith(other);
    judge.replaced(candidate, other, String.valueOf(e.getMessage()));
    countRefusal(
        candidate,
        other,
        name.equals("isCommandValid") ? "command" : "status",
        RefusalLog.cause(candidate, e));
    return result;
  }

  /** Leaves the rest of a status to the other version: this one has failed, or was slow. */
  private void goOnWith(Candidate other) {
    if (answering == own) {
      failed = true;
      answering = standIn;
      by = other;
    }
  }

  private <T> T ask(View view, Candidate candidate, String name, Decision<T> decision) {
    DeviceLogic logic = logic(view, candidate);
    try {
      introduceStatus(view, candidate, logic);
      T result = guard.call(candidate, key, name, () -> decision.by(logic));
      candidate.health().succeeded();
      lastAsked = view;
      return result;
    } catch (ModuleException e) {
      if (candidate.isInGoodStanding() && candidate.health().failedFor(key)) {
        judge.failed(candidate, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private DeviceLogic logic(View view, Candidate candidate) {
    if (view.candidate == candidate && view.logic != null) {
      return view.logic;
    }
    DeviceLogic made = newLogic(candidate);
    view.logic = made;
    view.candidate = candidate;
    view.accepted = null;
    return made;
  }

  /** A candidate that takes over within a status begins it from the start. */
  private void introduceStatus(View view, Candidate candidate, DeviceLogic logic) {
    if (status != null && view.accepted != status) {
      Payload received = status;
      if (!guard.call(candidate, key, "isStatusValid", () -> logic.isStatusValid(received))) {
        throw new ModuleException(
            candidate.description() + " refuses a status that another version has accepted");
      }
      view.accepted = received;
    }
  }

  private DeviceLogic newLogic(Candidate candidate) {
    Context context = new Context(held.currentStatus());
    try {
      return guard.call(
          candidate,
          key,
          "newDevice",
          () ->
              WholeStatusLogic.of(
                  candidate.module().newDevice(context),
                  received -> question(candidate, received)));
    } catch (ModuleException e) {
      Health health = candidate.health();
      boolean beyond =
          context.currentStatus().isPresent() ? health.failedFor(key) : health.failedByItself();
      if (candidate.isInGoodStanding() && beyond) {
        judge.failed(candidate, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private StatusQuestion question(Candidate candidate, Payload received) {
    return new StatusQuestion(
        received, before, command, candidate.description().firstStatusGeneratesCommand());
  }

  DeviceKey key() {
    return key;
  }

  boolean hasSample() {
    return lastAccepted != null && held.currentStatus().isPresent();
  }

  /** Returns what a version that would take over is judged by. */
  Rehearsal.Sample sample() {
    return new Rehearsal.Sample(
        key,
        requireNonNull(lastAccepted),
        held.currentStatus().orElseThrow(),
        held.queuedCommands());
  }

  @Override
  public void close() {
    closed = true;
    own.forget();
    standIn.forget();
    by = null;
    endStatus();
    guard.remove(this);
  }

  void forget(Candidate gone) {
    if (own.candidate == gone) {
      own.forget();
    }
    if (standIn.candidate == gone) {
      standIn.forget();
    }
    if (by == gone) {
      status = null;
      by = null;
    }
  }

  private final class Context implements DeviceContext {

    private final Optional<Payload> currentStatus;

    Context(Optional<Payload> currentStatus) {
      this.currentStatus = currentStatus;
    }

    @Override
    public int deviceType() {
      return key.deviceType();
    }

    @Override
    public long nanoTime() {
      return clock.getAsLong();
    }

    @Override
    public Optional<Payload> currentStatus() {
      return currentStatus;
    }
  }
}
