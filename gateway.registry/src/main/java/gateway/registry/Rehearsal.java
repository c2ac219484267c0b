package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.StatusQuestion;
import gateway.api.stage.ModuleException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a version that is about to take over judge what the version before has accepted, on a thread
 * of its own and on copies; no device gets the answers. The first pass judges each sample once, and
 * it alone decides whether the version takes over. The passes after it only warm: so classes are
 * loaded, and calls that are slow or hang are so before it serves.
 */
final class Rehearsal implements Runnable {

  /**
   * What one device has brought.
   *
   * @param status the last status that was accepted
   * @param current the current status
   * @param commands the queued commands, all of them accepted
   */
  record Sample(DeviceKey device, Payload status, Payload current, List<Payload> commands) {}

  /** Is told the outcome. Called on the thread of the rehearsal. */
  interface Judge {
    /** The candidate refuses what the version before accepts. */
    void refuses(Candidate candidate, String what);

    /** The rehearsal is over, whatever its outcome. */
    void over(Rehearsal rehearsal);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  private enum State {
    PLANNED,
    RUNNING,
    STOPPING,
    OVER
  }

  /** Number of devices to rehearse with. */
  static final int MAX_SAMPLES = 100;

  /** Number of samples that are answered at least: the first one loads classes. */
  private static final int MIN_ANSWERS = 3;

  private static final int MAX_ANSWERS = 4000;
  private static final Duration MAX_TIME = Duration.ofMillis(100);

  private final Candidate candidate;
  private final Calls calls;
  private final LongSupplier clock;
  private final Judge judge;
  private final AtomicReference<State> state = new AtomicReference<>(State.PLANNED);
  private final Comparison statuses;
  private final Comparison commands;
  private List<Sample> samples = List.of();

  /** What a whole answer begins from: as for a first status, or from the sample. */
  private Optional<Payload> before = Optional.empty();

  private Payload given = Payload.EMPTY;

  /**
   * Makes one.
   *
   * @param before the version that serves
   */
  Rehearsal(Candidate candidate, Candidate before, Calls calls, LongSupplier clock, Judge judge) {
    String accepts = "%s that " + before.description().version() + " accepts";
    statuses = new Comparison("refuses", "statuses" + accepts);
    commands = new Comparison("refuses", "commands" + accepts);
    this.candidate = candidate;
    this.calls = calls;
    this.clock = clock;
    this.judge = judge;
  }

  Candidate candidate() {
    return candidate;
  }

  Calls calls() {
    return calls;
  }

  /** Returns the number of devices in it. */
  int devices() {
    return samples.size();
  }

  boolean isOver() {
    return state.get() == State.OVER;
  }

  /** Makes it end as soon as it can; returns whether it is over already. */
  boolean stop() {
    return state.compareAndSet(State.PLANNED, State.OVER)
        || (!state.compareAndSet(State.RUNNING, State.STOPPING) && isOver());
  }

  /** Sets the statuses to rehearse with; before it runs. */
  void useSamples(List<Sample> some) {
    samples = some;
  }

  @Override
  public void run() {
    if (!state.compareAndSet(State.PLANNED, State.RUNNING)) {
      return;
    }
    try {
      long begun = clock.getAsLong();
      for (int answers = 0; mayGoOn(answers, begun); answers++) {
        Sample sample = samples.get(answers % samples.size());
        if (answers < samples.size()) {
          judge(sample);
        } else {
          warm(sample);
        }
        candidate.health().warmed();
        if (answers == samples.size() - 1 && decide()) {
          return;
        }
      }
    } finally {
      samples = List.of();
      state.set(State.OVER);
      judge.over(this);
    }
  }

  private boolean mayGoOn(int answers, long begun) {
    return state.get() == State.RUNNING
        && candidate.isInGoodStanding()
        && !samples.isEmpty()
        && answers < MAX_ANSWERS
        && (answers < Math.max(MIN_ANSWERS, samples.size())
            || clock.getAsLong() - begun < MAX_TIME.toNanos());
  }

  /** Returns whether the candidate does not take over. */
  private boolean decide() {
    Optional<String> refusal = statuses.verdict().or(commands::verdict);
    if (candidate.acceptsLess()) {
      return false;
    }
    refusal.ifPresent(what -> judge.refuses(candidate, what));
    return refusal.isPresent();
  }

  private void judge(Sample sample) {
    int type = sample.device().deviceType();
    DeviceLogic logic;
    try {
      logic = newDevice(sample);
      if (answer(sample, logic)) {
        statuses.accepted(type);
      } else {
        statuses.refused(type, () -> reason(sample, logic));
      }
    } catch (ModuleException e) {
      statuses.refused(type, () -> RefusalLog.cause(candidate, e));
      sample.commands().forEach(command -> commands.refused(type, () -> ""));
      return;
    }
    for (Payload command : sample.commands()) {
      try {
        if (call(sample, "isCommandValid", () -> logic.isCommandValid(command))) {
          commands.accepted(type);
        } else {
          commands.refused(type, () -> reason(sample, logic));
        }
      } catch (ModuleException e) {
        commands.refused(type, () -> RefusalLog.cause(candidate, e));
      }
    }
  }

  private String reason(Sample sample, DeviceLogic logic) {
    try {
      return RefusalLog.printable(call(sample, "refusalReason", logic::refusalReason));
    } catch (ModuleException e) {
      return RefusalLog.cause(candidate, e);
    }
  }

  private void warm(Sample sample) {
    try {
      answer(sample, newDevice(sample));
    } catch (ModuleException e) {
      LOG.debug("A version fails while it is warmed up", e);
    }
  }

  private DeviceLogic newDevice(Sample sample) {
    return call(
        sample,
        "newDevice",
        () ->
            WholeStatusLogic.of(
                candidate.module().newDevice(new Context(sample)),
                received -> new StatusQuestion(received, before, given, false)));
  }

  /** Answers a status as a first one and as a later one; returns false if it is refused. */
  private boolean answer(Sample sample, DeviceLogic logic) {
    Payload status = sample.status();
    before = Optional.empty();
    given = Payload.EMPTY;
    if (!call(sample, "isStatusValid", () -> logic.isStatusValid(status))) {
      return false;
    }
    Payload command = call(sample, "firstCommand", logic::firstCommand);
    if (logic instanceof WholeStatusLogic) {
      before = Optional.of(sample.current());
      given = command;
      if (!call(sample, "isStatusValid", () -> logic.isStatusValid(status))) {
        return false;
      }
    }
    call(sample, "sendNow", () -> logic.sendNow(sample.current(), status));
    Payload current = call(sample, "aggregate", () -> logic.aggregate(sample.current(), status));
    call(
        sample,
        "nextCommand",
        () -> logic.nextCommand(status, current, Optional.of(sample.current()), command));
    return true;
  }

  private <T> T call(Sample sample, String name, Calls.Call<T> call) {
    T result = calls.call(candidate, sample.device(), name, call);
    candidate.health().succeeded();
    return result;
  }

  /** The context that a device gets which moves to the candidate. */
  private final class Context implements DeviceContext {

    private final Sample sample;

    Context(Sample sample) {
      this.sample = sample;
    }

    @Override
    public int deviceType() {
      return sample.device().deviceType();
    }

    @Override
    public long nanoTime() {
      return clock.getAsLong();
    }

    @Override
    public Optional<Payload> currentStatus() {
      return Optional.of(sample.current());
    }
  }
}
