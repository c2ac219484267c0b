package gateway.external.undelivered;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.external.base.Loop;
import gateway.external.base.Stages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * Has statuses folded by their modules, each batch on its module's lane and one batch at a time on
 * each lane, in turns of the devices. Where no module serves a number, its devices wait: nothing of
 * them is lost, and nobody waits for them. On the endpoint's loop.
 */
final class Folding {

  /** So small that a module within its call budget neither holds up its lane nor is too late. */
  static final int LARGEST_BATCH = 10;

  /** Above the time within which {@link ModuleRuntime#foldErrors} always completes. */
  private static final int FOLD_DEADLINE = 2000;

  /** How long to wait for a module that is not there, or has not answered. */
  private static final int MODULE_POLL = 200;

  /** A lane that hangs is replaced by one on which the next version may answer. */
  private static final int ATTEMPTS = 3;

  private static final Exception LATE = new TimeoutException("folding takes too long");

  /** What becomes of a batch. */
  interface Outcome {
    /** A device has had its turn, and may line up again. */
    void free(Work work);

    /** The module has answered, or failed. */
    void ended(Work work, List<Pending> batch, Optional<Folded> folded);
  }

  /** The statuses of one device that wait to be folded. */
  static final class Work {
    final Undelivered undelivered;
    private int batch = LARGEST_BATCH;
    private boolean lined;
    private int failures;

    Work(Undelivered undelivered) {
      this.undelivered = undelivered;
    }

    /** Puts a batch back, to be tried again in smaller ones. */
    void putBack(List<Pending> statuses) {
      batch = Math.max(1, statuses.size() / 2);
      undelivered.addFirst(statuses);
    }
  }

  private final Loop loop;
  private final Stages stages;
  private final Outcome outcome;

  /** By module number, who has or awaits a turn: many batches at once end too late. */
  private final Map<Integer, Deque<Work>> turns = new HashMap<>();

  Folding(Loop loop, Stages stages, Outcome outcome) {
    this.loop = loop;
    this.stages = stages;
    this.outcome = outcome;
  }

  /** Has the statuses of a device folded, when it is its turn. */
  void lineUp(Work work) {
    if (work.lined || work.undelivered.waiting.isEmpty()) {
      return;
    }
    work.lined = true;
    int module = work.undelivered.key.module();
    Deque<Work> turn = turns.get(module);
    if (turn == null) {
      turns.put(module, new ArrayDeque<>());
      begin(work);
    } else {
      turn.add(work);
    }
  }

  /** Tells whether a module is there to fold the statuses of a device. */
  boolean isServed(DeviceKey device) {
    return stages.runtime().isPresent()
        && stages.catalog().flatMap(catalog -> catalog.find(device.module())).isPresent();
  }

  private void begin(Work work) {
    Undelivered undelivered = work.undelivered;
    if (!isServed(undelivered.key)) {
      loop.after(MODULE_POLL, () -> begin(work));
      return;
    }
    if (undelivered.waiting.isEmpty()) {
      next(work);
      return;
    }
    List<Pending> batch = new ArrayList<>(Math.min(work.batch, undelivered.waiting.size()));
    while (batch.size() < work.batch && !undelivered.waiting.isEmpty()) {
      batch.add(undelivered.waiting.remove());
    }
    undelivered.folding = true;
    CompletableFuture<Folded> folded = fold(undelivered, batch).toCompletableFuture();
    if (!folded.isDone()) {
      Future<?> timer = loop.after(FOLD_DEADLINE, () -> folded.completeExceptionally(LATE));
      folded.whenComplete((result, failure) -> timer.cancel(false));
    }
    folded.whenComplete(
        (result, failure) -> loop.post(() -> end(work, batch, Optional.ofNullable(result))));
  }

  private CompletionStage<Folded> fold(Undelivered undelivered, List<Pending> batch) {
    DeviceKey key = undelivered.key;
    List<Payload> statuses = batch.stream().map(pending -> pending.report.status()).toList();
    try {
      return stages
          .runtime()
          .orElseThrow()
          .foldErrors(key.module(), key.deviceType(), undelivered.error, statuses);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void end(Work work, List<Pending> batch, Optional<Folded> folded) {
    work.undelivered.folding = false;
    work.failures = folded.isPresent() ? 0 : work.failures + 1;
    if (folded.isEmpty() && (!isServed(work.undelivered.key) || work.failures < ATTEMPTS)) {
      work.undelivered.addFirst(batch);
      loop.after(MODULE_POLL, () -> begin(work));
      return;
    }
    work.failures = 0;
    outcome.ended(work, batch, folded);
    next(work);
  }

  private void next(Work work) {
    work.lined = false;
    outcome.free(work);
    Deque<Work> turn = turns.get(work.undelivered.key.module());
    if (turn.isEmpty()) {
      turns.remove(work.undelivered.key.module());
    } else {
      begin(turn.remove());
    }
  }
}
