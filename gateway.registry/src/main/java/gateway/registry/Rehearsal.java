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

/**
 * Lets a version that is about to take over answer the current statuses of some devices, on a
 * thread of its own; no device gets the answers. So its classes are loaded, and calls that throw,
 * are slow or hang do so before it serves.
 */
final class Rehearsal implements Runnable {

  /** A device and its current status. */
  record Sample(DeviceKey device, Payload status) {}

  /** Is told the outcome. Called on the thread of the rehearsal. */
  interface Judge {
    /** The candidate is beyond the limit of failures. */
    void failed(Candidate candidate, String reason);

    /** The rehearsal is over, whatever its outcome. */
    void over(Rehearsal rehearsal);
  }

  private enum State {
    PLANNED,
    RUNNING,
    STOPPING,
    OVER
  }

  /** Number of devices to rehearse with. */
  static final int MAX_SAMPLES = 8;

  /** The first pass loads classes, whatever time that takes; the others count. */
  private static final int MIN_PASSES = 3;

  private static final int MAX_PASSES = 4000;
  private static final Duration MAX_TIME = Duration.ofMillis(100);

  private final Candidate candidate;
  private final Calls calls;
  private final LongSupplier clock;
  private final Judge judge;
  private final AtomicReference<State> state = new AtomicReference<>(State.PLANNED);
  private List<Sample> samples = List.of();

  /** What a whole answer begins from: as for a first status, or from the sample. */
  private Optional<Payload> before = Optional.empty();

  private Payload given = Payload.EMPTY;

  Rehearsal(Candidate candidate, Calls calls, LongSupplier clock, Judge judge) {
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
      for (int pass = 0; mayGoOn(pass, begun); pass++) {
        rehearse(samples.get(pass % samples.size()));
        candidate.health().warmed();
      }
    } finally {
      samples = List.of();
      state.set(State.OVER);
      judge.over(this);
    }
  }

  private boolean mayGoOn(int pass, long begun) {
    return state.get() == State.RUNNING
        && candidate.isInGoodStanding()
        && !samples.isEmpty()
        && pass < MAX_PASSES
        && (pass < MIN_PASSES || clock.getAsLong() - begun < MAX_TIME.toNanos());
  }

  private void rehearse(Sample sample) {
    try {
      answer(sample);
      candidate.health().passed();
    } catch (ModuleException e) {
      if (candidate.health().failedFor(sample.device())) {
        judge.failed(candidate, String.valueOf(e.getMessage()));
      }
    }
  }

  private void answer(Sample sample) {
    Payload status = sample.status();
    before = Optional.empty();
    given = Payload.EMPTY;
    DeviceLogic logic =
        call(
            sample,
            "newDevice",
            () ->
                WholeStatusLogic.of(
                    candidate.module().newDevice(new Context(sample)),
                    received -> new StatusQuestion(received, before, given, false)));
    // another version may have another idea of what a status is
    if (!call(sample, "isStatusValid", () -> logic.isStatusValid(status))) {
      return;
    }
    Payload command = call(sample, "firstCommand", logic::firstCommand);
    if (logic instanceof WholeStatusLogic) {
      before = Optional.of(status);
      given = command;
      call(sample, "isStatusValid", () -> logic.isStatusValid(status));
    }
    call(sample, "sendNow", () -> logic.sendNow(status, status));
    Payload current = call(sample, "aggregate", () -> logic.aggregate(status, status));
    call(
        sample,
        "nextCommand",
        () -> logic.nextCommand(status, current, Optional.of(status), command));
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
      return Optional.of(sample.status());
    }
  }
}
