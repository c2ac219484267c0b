package gateway.ipc;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import gateway.ipc.HandOver.Item;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the module fold what waits of one device, a few statuses at a time, so that its lane is not
 * held up (PROTOCOL section 4.12). State belongs to the turns of the hub.
 */
final class Folds {

  static final int LARGEST_ERROR = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Folds.class);
  private static final int LARGEST_BATCH = 10;
  private static final int ATTEMPTS = 3;
  private static final long RETRY_MILLIS = 200;

  private final ModuleRuntime runtime;
  private final Turns turns;
  private final ScheduledExecutorService timer;

  Folds(ModuleRuntime runtime, Turns turns, ScheduledExecutorService timer) {
    this.runtime = runtime;
    this.turns = turns;
    this.timer = timer;
  }

  /**
   * Folds items of one device into one.
   *
   * @param items oldest first; the first may be a fold already
   * @param whenDone takes what has become of them
   */
  void fold(List<Item> items, Consumer<Item> whenDone) {
    Work work = new Work(items, whenDone);
    work.next();
  }

  private final class Work {
    private final List<Item> items;
    private final Consumer<Item> whenDone;
    private final Device device;
    private final Deque<Payload> statuses = new ArrayDeque<>();
    private Optional<Payload> error;
    private int failures;

    Work(List<Item> items, Consumer<Item> whenDone) {
      this.items = items;
      this.whenDone = whenDone;
      device = items.get(0).report.device();
      error = items.get(0).error;
      items.stream()
          .filter(item -> item.error.isEmpty())
          .forEach(item -> statuses.add(item.report.status()));
    }

    void next() {
      if (statuses.isEmpty()) {
        done();
        return;
      }
      List<Payload> batch = new ArrayList<>(LARGEST_BATCH);
      while (batch.size() < LARGEST_BATCH && !statuses.isEmpty()) {
        batch.add(statuses.remove());
      }
      runtime
          .foldErrors(device.module(), device.deviceType(), error, batch)
          .whenComplete(
              (folded, failure) -> turns.execute(() -> ended(batch, Optional.ofNullable(folded))));
    }

    private void ended(List<Payload> batch, Optional<Folded> folded) {
      if (folded.isEmpty() && ++failures < ATTEMPTS) {
        for (int i = batch.size() - 1; i >= 0; i--) {
          statuses.addFirst(batch.get(i));
        }
        timer.schedule(() -> turns.execute(this::next), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        return;
      }
      failures = 0;
      if (folded.filter(f -> f.error().map(Payload::size).orElse(0) <= LARGEST_ERROR).isPresent()) {
        error = folded.get().error().map(Payload::compact);
        lose(folded.get().failures());
      } else {
        lose(batch.size());
      }
      next();
    }

    private void lose(int count) {
      if (count > 0) {
        LOG.warn("Device {}: {} status(es) could not be folded and are lost", device, count);
      }
    }

    private void done() {
      CompletableFuture<Void> secured = new CompletableFuture<>();
      secured.thenRun(() -> items.forEach(item -> item.secured.complete(null)));
      StatusReport newest = items.get(items.size() - 1).report;
      whenDone.accept(new Item(newest, error, secured));
    }
  }
}
