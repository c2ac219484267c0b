package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has undelivered statuses folded by their modules: on the lane of the number in short batches, one
 * batch at a time, in turns of the devices. Where no version serves, they wait for {@link
 * #changed}. State belongs to the registry's timer.
 */
final class Folding {

  /** So small that a module within its call budget does not hold up its lane. */
  static final int MAX_BATCH = 10;

  /** Each hang costs a thread, and few may be lost: then the status is lost instead. */
  static final int MAX_HANGS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Folding.class);
  private static final long RETRY_MILLIS = 200;

  /** How far the statuses of a device are folded. */
  private record Progress(int done, Folded folded) {

    Progress folded(Payload error) {
      return new Progress(
          done + 1,
          new Folded(Optional.of(error), folded.failed(), folded.hung(), folded.tooLarge()));
    }

    Progress lost(int failed, int hung, int tooLarge) {
      return new Progress(
          done + 1,
          new Folded(
              folded.error(),
              folded.failed() + failed,
              folded.hung() + hung,
              folded.tooLarge() + tooLarge));
    }
  }

  /** The statuses of a device. */
  private static final class Work {
    final DeviceKey device;
    final List<Payload> statuses;
    final IntPredicate fits;
    final CompletableFuture<Folded> result = new CompletableFuture<>();
    Progress progress;

    /** On which status a module has hung, and how often. */
    int hungOn = -1;

    int hangs;

    Work(DeviceKey device, Progress progress, List<Payload> statuses, IntPredicate fits) {
      this.device = device;
      this.progress = progress;
      this.statuses = statuses;
      this.fits = fits;
    }
  }

  /** A number and the devices that have or await a turn. */
  private static final class Turns {
    final Slot slot;
    final Deque<Work> works = new ArrayDeque<>();
    Optional<Batch> running = Optional.empty();

    Turns(Slot slot) {
      this.slot = slot;
    }
  }

  private final ScheduledExecutorService timer;
  private final Function<Slot, Guard> guards;
  private final Map<Integer, Turns> numbers = new HashMap<>();

  /** What has not ended. Any thread. */
  private final Set<CompletableFuture<Folded>> open = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /**
   * Makes one.
   *
   * @param guards returns the guard of the current lane
   */
  Folding(ScheduledExecutorService timer, Function<Slot, Guard> guards) {
    this.timer = timer;
    this.guards = guards;
  }

  /** Begins to fold. Any thread. */
  CompletableFuture<Folded> fold(
      Slot slot,
      DeviceKey device,
      Optional<Payload> error,
      List<StatusReport> statuses,
      IntPredicate fits) {
    Work work =
        new Work(device, new Progress(0, new Folded(error, 0, 0, 0)), replaced(statuses), fits);
    open.add(work.result);
    work.result.whenComplete(
        (folded, failure) -> {
          open.remove(work.result);
          if (failure != null) {
            timer.execute(() -> forget(slot, work));
          }
        });
    if (closed) {
      fail(work.result);
    } else if (work.statuses.isEmpty()) {
      work.result.complete(work.progress.folded());
    } else {
      timer.execute(() -> add(slot, work));
    }
    return work.result;
  }

  /** One behind: the newest status travels by itself, and a repetition tells nothing new. */
  private static List<Payload> replaced(List<StatusReport> statuses) {
    List<Payload> told =
        statuses.stream().filter(report -> !report.repeated()).map(StatusReport::status).toList();
    return told.subList(0, Math.max(0, told.size() - 1));
  }

  /** Ends: what has not been folded is not. Any thread. */
  void close() {
    closed = true;
    open.forEach(Folding::fail);
  }

  private static void fail(CompletableFuture<Folded> result) {
    result.completeExceptionally(new ModuleException("the registry has ended"));
  }

  /** A number is served, or no longer, or has another lane. */
  void changed(Slot slot) {
    Turns turns = numbers.get(slot.number());
    if (turns != null) {
      turns.running.filter(batch -> batch.guard != slot.guard()).ifPresent(this::giveUp);
      next(turns);
    }
  }

  private void add(Slot slot, Work work) {
    Turns turns = numbers.computeIfAbsent(slot.number(), number -> new Turns(slot));
    turns.works.add(work);
    next(turns);
  }

  private void forget(Slot slot, Work work) {
    Turns turns = numbers.get(slot.number());
    if (turns != null && turns.running.filter(batch -> batch.work == work).isEmpty()) {
      turns.works.remove(work);
      next(turns);
    }
  }

  private void next(Turns turns) {
    if (turns.works.isEmpty()) {
      numbers.remove(turns.slot.number());
    } else if (turns.running.isEmpty() && turns.slot.serving() != null && !begin(turns)) {
      timer.schedule(() -> changed(turns.slot), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Returns false if there is no lane for now. */
  private boolean begin(Turns turns) {
    try {
      Guard guard = guards.apply(turns.slot);
      Batch batch = new Batch(turns, turns.works.element(), guard);
      if (guard.execute(batch)) {
        turns.running = Optional.of(batch);
        return true;
      }
    } catch (RuntimeException | OutOfMemoryError e) { // the system may have no thread for it
      LOG.warn("No lane to fold undelivered statuses on, trying again: {}", e.toString());
    }
    return false;
  }

  /** The lane of a batch is abandoned, perhaps because the batch hangs. */
  private void giveUp(Batch batch) {
    batch.givenUp = true;
    Work work = batch.work;
    if (batch.begun && !batch.over) {
      int hungOn = batch.progress.done();
      work.hangs = work.hungOn == hungOn ? work.hangs + 1 : 1;
      work.hungOn = hungOn;
      if (work.hangs == MAX_HANGS) {
        batch.progress = batch.progress.lost(0, 1, 0);
      }
    }
    ended(batch);
  }

  private void ended(Batch batch) {
    Turns turns = batch.turns;
    if (turns.running.filter(batch::equals).isEmpty()) {
      return;
    }
    turns.running = Optional.empty();
    Work work = turns.works.remove();
    work.progress = batch.progress;
    Folded folded = work.progress.folded();
    if (work.progress.done() == work.statuses.size()) {
      if (work.result.complete(folded)) {
        turns.slot.countUnfolded(folded.lost());
      }
    } else if (!work.result.isDone()) {
      turns.works.add(work);
    }
    next(turns);
  }

  /** Some statuses of a device. Runs on the lane. */
  private final class Batch implements Runnable {
    final Turns turns;
    final Work work;
    final Guard guard;
    volatile Progress progress;
    volatile boolean begun;
    volatile boolean over;
    volatile boolean givenUp;

    Batch(Turns turns, Work work, Guard guard) {
      this.turns = turns;
      this.work = work;
      this.guard = guard;
      progress = work.progress;
    }

    @Override
    public void run() {
      begun = true;
      try {
        for (int i = 0; i < MAX_BATCH && goesOn(); i++) {
          Candidate serving = turns.slot.serving();
          if (serving == null) {
            return;
          }
          Progress next = fold(serving);
          if (!givenUp) {
            progress = next;
          }
        }
      } finally {
        over = true;
        timer.execute(() -> ended(this));
      }
    }

    private boolean goesOn() {
      return !givenUp && !work.result.isDone() && progress.done() < work.statuses.size();
    }

    private Progress fold(Candidate serving) {
      Payload status = work.statuses.get(progress.done());
      try {
        Payload error = withStandIn(serving, status);
        return work.fits.test(error.size()) ? progress.folded(error) : progress.lost(0, 0, 1);
      } catch (RuntimeException e) {
        return progress.lost(1, 0, 0);
      }
    }

    private Payload withStandIn(Candidate serving, Payload status) {
      try {
        return aggregateError(serving, status);
      } catch (ModuleException e) {
        return aggregateError(turns.slot.standInFor(serving).orElseThrow(() -> e), status);
      }
    }

    private Payload aggregateError(Candidate candidate, Payload status) {
      return guard.call(
          candidate,
          null,
          "aggregateError",
          () ->
              candidate
                  .module()
                  .aggregateError(work.device.deviceType(), progress.folded().error(), status));
    }
  }
}
