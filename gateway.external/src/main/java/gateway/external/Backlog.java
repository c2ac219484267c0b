package gateway.external;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import gateway.external.UndeliveredStore.Undelivered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds what could not be delivered into one last status and one error message per device (PROTOCOL
 * section 4.12), the statuses of a device one after the other, each batch on its module's lane and
 * one batch at a time on each lane. On the endpoint's loop.
 */
final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** So small that a module within its call budget neither holds up its lane nor is too late. */
  private static final int LARGEST_BATCH = 10;

  /** Above the time within which {@link ModuleRuntime#foldErrors} always completes. */
  private static final int FOLD_DEADLINE = 2000;

  private static final Exception LATE = new TimeoutException("folding takes too long");

  private final Loop loop;
  private final Settings settings;
  private final UndeliveredStore store;
  private final Supplier<Optional<ModuleRuntime>> modules;
  private final Runnable onQuiet;
  private final Map<DeviceKey, Fold> folds = new HashMap<>();

  /**
   * By module number, who waits while a batch is on its lane: many batches at once end too late.
   */
  private final Map<Integer, Deque<Fold>> turns = new HashMap<>();

  private final Set<DeviceKey> withLoss = new HashSet<>();
  private boolean closed;
  private int waiting;
  private long waitingBytes;
  private long versions;

  /** The statuses of one device that wait to be folded; it has its turn or waits for it. */
  private static final class Fold {
    final Device device;
    final Deque<Payload> waiting = new ArrayDeque<>(2);
    int batch = LARGEST_BATCH;

    Fold(Device device) {
      this.device = device;
    }
  }

  /**
   * Makes an empty backlog.
   *
   * @param onQuiet called when a device has no status left to fold
   */
  Backlog(
      Loop loop,
      Settings settings,
      UndeliveredStore store,
      Supplier<Optional<ModuleRuntime>> modules,
      Runnable onQuiet) {
    this.loop = loop;
    this.settings = settings;
    this.store = store;
    this.modules = modules;
    this.onQuiet = onQuiet;
  }

  /** Takes a status in, the oldest of a device first. */
  void add(StatusReport report) {
    DeviceKey key = report.device().key();
    Payload status = report.status().compact();
    Optional<Payload> error = store.find(key).flatMap(Undelivered::error);
    store.put(new Undelivered(report.device(), status, error, report.last(), ++versions));
    Fold present = folds.get(key);
    Fold fold = present == null ? new Fold(report.device()) : present;
    fold.waiting.add(status);
    waiting++;
    waitingBytes += status.size();
    if (present == null) {
      folds.put(key, fold);
      lineUp(fold);
    }
    while (isFull() && !fold.waiting.isEmpty()) {
      take(fold);
      lost(key, 1, "too many statuses wait for the module");
    }
  }

  /** Returns the undelivered data of a device. */
  Optional<Undelivered> find(DeviceKey key) {
    return store.find(key);
  }

  /** Returns all undelivered data. */
  Collection<Undelivered> all() {
    return store.all();
  }

  /** Returns the number of devices with undelivered data. */
  int size() {
    return store.size();
  }

  /** Tells whether the error message of a device holds everything that was taken in. */
  boolean isQuiet(DeviceKey key) {
    return !folds.containsKey(key);
  }

  /** Tells whether the error messages of all devices do. */
  boolean isQuiet() {
    return folds.isEmpty();
  }

  /** Forgets what was delivered, unless more has come since. */
  void delivered(DeviceKey key, long version) {
    if (isQuiet(key) && store.find(key).filter(u -> u.version() == version).isPresent()) {
      store.remove(key);
      withLoss.remove(key);
    }
  }

  /** A full queue and what is on its way must fit, and as much again that comes meanwhile. */
  private boolean isFull() {
    return waiting > 2 * (long) settings.queueStatuses() + settings.window()
        || waitingBytes > 2L * settings.queueBytes() + settings.window() * 1_048_576L;
  }

  private Payload take(Fold fold) {
    Payload status = fold.waiting.remove();
    waiting--;
    waitingBytes -= status.size();
    return status;
  }

  private void lineUp(Fold fold) {
    Deque<Fold> turn = turns.get(fold.device.module());
    if (turn == null) {
      turns.put(fold.device.module(), new ArrayDeque<>());
      begin(fold);
    } else {
      turn.add(fold);
    }
  }

  private void begin(Fold fold) {
    DeviceKey key = fold.device.key();
    List<Payload> batch = new ArrayList<>(Math.min(fold.batch, fold.waiting.size()));
    while (batch.size() < fold.batch && !fold.waiting.isEmpty()) {
      batch.add(take(fold));
    }
    Optional<Payload> error = store.find(key).flatMap(Undelivered::error);
    CompletableFuture<Folded> folded = fold(fold.device, error, batch).toCompletableFuture();
    if (!folded.isDone()) {
      Future<?> timer = loop.after(FOLD_DEADLINE, () -> folded.completeExceptionally(LATE));
      folded.whenComplete((result, failure) -> timer.cancel(false));
    }
    folded.whenComplete((result, failure) -> loop.post(() -> end(fold, batch, result, failure)));
  }

  private CompletionStage<Folded> fold(
      Device device, Optional<Payload> error, List<Payload> batch) {
    Optional<ModuleRuntime> runtime = modules.get();
    if (runtime.isEmpty()) {
      return CompletableFuture.completedFuture(new Folded(error, batch.size()));
    }
    try {
      return runtime.get().foldErrors(device.module(), device.deviceType(), error, batch);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void end(Fold fold, List<Payload> batch, Folded folded, Throwable failure) {
    DeviceKey key = fold.device.key();
    if (failure != null) {
      int count = batch.size() + fold.waiting.size();
      while (!fold.waiting.isEmpty()) {
        take(fold);
      }
      lost(key, count, "the module does not answer");
    } else if (folded.error().filter(e -> e.size() > settings.errorMaxBytes()).isEmpty()) {
      if (folded.failures() > 0) {
        lost(key, folded.failures(), "the module could not fold them");
      }
      store
          .find(key)
          .ifPresent(
              u ->
                  store.put(
                      new Undelivered(
                          u.device(),
                          u.lastStatus(),
                          folded.error().map(Payload::compact),
                          u.gone(),
                          u.version())));
    } else if (batch.size() == 1) {
      lost(key, 1, "the error message would exceed error-max-bytes");
    } else {
      putBack(fold, batch);
    }
    next(fold);
  }

  private void next(Fold ended) {
    Deque<Fold> turn = turns.get(ended.device.module());
    if (ended.waiting.isEmpty()) {
      folds.remove(ended.device.key());
    } else {
      turn.add(ended);
    }
    if (turn.isEmpty()) {
      turns.remove(ended.device.module());
    } else {
      begin(turn.remove());
    }
    if (ended.waiting.isEmpty()) {
      onQuiet.run();
    }
  }

  /** Finds out, by smaller batches, how many statuses still fit. */
  private void putBack(Fold fold, List<Payload> batch) {
    fold.batch = Math.max(1, batch.size() / 2);
    for (int i = batch.size() - 1; i >= 0; i--) {
      fold.waiting.addFirst(batch.get(i));
      waiting++;
      waitingBytes += batch.get(i).size();
    }
  }

  /** The endpoint stops, perhaps its modules too: a status that is not folded is no news then. */
  void close() {
    closed = true;
  }

  private void lost(DeviceKey key, int count, String why) {
    if (withLoss.add(key) && !closed) {
      LOG.warn(
          "Device {}: {} undelivered status(es) not in its error message: {}", key, count, why);
    }
  }
}
