package gateway.ipc;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.MemoryShare;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import gateway.api.stage.UndeliveredBounds;
import gateway.protocol.stage.Secured;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The external client in another container, as the handler sees it. Each status is kept until it is
 * delivered or stored over there, in order per device. Beyond {@code queue-statuses} or {@code
 * queue-bytes} what waits is folded device by device, and the folds are handed over (PROTOCOL
 * section 4.12). Beyond {@code undelivered-max-bytes} statuses are lost, oldest first per device.
 * State belongs to the turns of the hub.
 */
final class HandOver implements ExternalClient {

  /** Maximum number of statuses at the external client that are not stored. */
  static final int MAX_SENT = 1000;

  /** Maximum size of these; one more is added below it. */
  private static final long MAX_SENT_BYTES = MemoryShare.SENT.bytes() / 2;

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final long RETRY_MILLIS = 1000;
  private static final long CLOSE_LOOK_MILLIS = 20;

  /** Maximum overhead of an item in addition to its bytes. */
  private static final int ITEM_COST = 128;

  /** A status that waits to be handed over. */
  static final class Item {
    final StatusReport report;

    /** The error message of earlier statuses. */
    final Optional<Payload> error;

    final CompletableFuture<Void> secured;

    /** Whether a former external client may have delivered it. */
    boolean again;

    Item(StatusReport report, Optional<Payload> error, CompletableFuture<Void> secured) {
      this.report = report;
      this.error = error;
      this.secured = secured;
    }
  }

  /** The items of one device, oldest first. */
  private static final class DeviceQueue {
    final Deque<Item> waiting = new ArrayDeque<>(2);

    /** A fold is at the external client, or was refused a moment ago. */
    boolean held;

    /** Statuses that are being folded are older than those that wait. */
    Optional<CompletableFuture<Folded>> folding = Optional.empty();

    int sent;

    boolean isReady() {
      return !waiting.isEmpty() && !held && folding.isEmpty();
    }

    boolean isEmpty() {
      return waiting.isEmpty() && folding.isEmpty() && sent == 0;
    }
  }

  /** Number and size of items. */
  private static final class Amount {
    int items;
    long bytes;

    void add(Item item, int sign) {
      items += sign;
      bytes +=
          sign * (long) (item.report.status().size() + item.error.map(Payload::size).orElse(0));
    }

    long cost() {
      return bytes + (long) ITEM_COST * items;
    }
  }

  private final Link link;
  private final Turns turns;
  private final ScheduledExecutorService timer;
  private final ModuleRuntime runtime;
  private final Supplier<UndeliveredBounds> bounds;
  private final Map<DeviceKey, DeviceQueue> queues = new HashMap<>();

  /** Devices whose oldest item can be sent, in turns. */
  private final Set<DeviceKey> ready = new LinkedHashSet<>();

  private final Map<Long, Item> sent = new LinkedHashMap<>();
  private long lastId;
  private long clientLife;
  private final Amount waiting = new Amount();
  private final Amount folding = new Amount();
  private final Amount unsecured = new Amount();
  private boolean shortageReported;
  private boolean closing;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile int devices;
  private final AtomicLong lost = new AtomicLong();

  /** Makes a hand-over that keeps everything until the link comes up. */
  HandOver(
      Link link,
      Turns turns,
      ScheduledExecutorService timer,
      ModuleRuntime runtime,
      Supplier<UndeliveredBounds> bounds) {
    this.link = link;
    this.turns = turns;
    this.timer = timer;
    this.runtime = runtime;
    this.bounds = bounds;
  }

  @Override
  public CompletionStage<Void> forward(StatusReport report) {
    CompletableFuture<Void> secured = new CompletableFuture<>();
    StatusReport kept =
        new StatusReport(
            report.device(), report.status().compact(), report.last(), report.repeated());
    turns.execute(() -> take(new Item(kept, Optional.empty(), secured)));
    return secured;
  }

  /** A repeated status is handed over as any other: this stage has delivered nothing. */
  @Override
  public CompletionStage<Void> forwardAgain(StatusReport report) {
    return forward(report);
  }

  @Override
  public CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error) {
    CompletableFuture<Void> secured = new CompletableFuture<>();
    turns.execute(() -> take(new Item(newest, Optional.of(error.compact()), secured)));
    return secured.thenApply(nothing -> true);
  }

  private void take(Item item) {
    DeviceKey device = item.report.device().key();
    DeviceQueue queue = queue(device);
    queue.waiting.add(item);
    waiting.add(item, 1);
    makeRoom(queue);
    lineUp(device);
    UndeliveredBounds now = bounds.get();
    if (waiting.items > now.queueStatuses() || waiting.bytes > now.queueBytes()) {
      foldAll();
    }
    pump();
  }

  private DeviceQueue queue(DeviceKey device) {
    DeviceQueue queue = queues.computeIfAbsent(device, key -> new DeviceQueue());
    devices = queues.size();
    return queue;
  }

  /** Keeps folded statuses and the disconnect of a device, because these are never sent again. */
  private void makeRoom(DeviceQueue queue) {
    Iterator<Item> items = queue.waiting.iterator();
    while (waiting.cost() + folding.cost() > bounds.get().memory() && items.hasNext()) {
      Item item = items.next();
      boolean farewell = item.report.last() && !items.hasNext();
      if (item.error.isEmpty() && !farewell) {
        items.remove();
        waiting.add(item, -1);
        lost.incrementAndGet();
        reportShortage();
        item.secured.complete(null);
      }
    }
  }

  private void reportShortage() {
    if (!shortageReported) {
      shortageReported = true;
      LOG.warn(
          "Statuses are lost: those that wait for the external client exceed"
              + " undelivered-max-bytes");
    }
  }

  private void lineUp(DeviceKey device) {
    DeviceQueue queue = queue(device);
    if (queue.isReady()) {
      ready.add(device);
    } else if (queue.isEmpty()) {
      queues.remove(device);
      devices = queues.size();
    }
  }

  private void pump() {
    while (link.isUp() && !isWindowFull() && !ready.isEmpty()) {
      DeviceKey device = ready.iterator().next();
      ready.remove(device);
      DeviceQueue queue = queue(device);
      if (queue.isReady()) {
        send(queue);
        lineUp(device);
      }
    }
  }

  private boolean isWindowFull() {
    return sent.size() >= MAX_SENT || unsecured.bytes >= MAX_SENT_BYTES;
  }

  private void send(DeviceQueue queue) {
    Item item = queue.waiting.remove();
    move(item, waiting, unsecured);
    queue.sent++;
    queue.held = item.error.isPresent();
    long id = ++lastId;
    sent.put(id, item);
    send(id, item);
  }

  /**
   * The link is up: items that were not secured may have been lost, with a process or in transit.
   */
  void up(long life) {
    boolean another = clientLife != 0 && life != clientLife;
    clientLife = life;
    sent.forEach(
        (id, item) -> {
          item.again |= another;
          send(id, item);
        });
    giveUpFolding();
    shortageReported = false;
    pump();
  }

  private void send(long id, Item item) {
    link.send(Entries.report(id, item.report, item.error, item.again));
  }

  /** The external client has secured an item, or has refused it for now. */
  void secured(Secured secured) {
    Item item = sent.remove(secured.getId());
    if (item == null) {
      return;
    }
    unsecured.add(item, -1);
    DeviceKey device = item.report.device().key();
    DeviceQueue queue = queue(device);
    queue.sent--;
    if (secured.getRefused()) {
      queue.waiting.addFirst(item);
      waiting.add(item, 1);
      timer.schedule(
          () -> turns.execute(() -> release(device)), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      queue.held = queue.held && item.error.isEmpty();
      item.secured.complete(null);
      lineUp(device);
    }
    pump();
  }

  private void release(DeviceKey device) {
    queue(device).held = false;
    lineUp(device);
    pump();
  }

  private void foldAll() {
    int statuses = waiting.items;
    queues.forEach(
        (device, queue) -> {
          if (queue.waiting.size() > 1 && queue.folding.isEmpty() && !closing) {
            fold(device, queue);
          }
        });
    if (waiting.items < statuses) {
      LOG.warn("{} statuses wait for the external client: they are folded", statuses);
    }
  }

  /** The first item may have an error message already. */
  private void fold(DeviceKey device, DeviceQueue queue) {
    List<Item> items = List.copyOf(queue.waiting);
    queue.waiting.clear();
    ready.remove(device);
    items.forEach(item -> move(item, waiting, folding));
    CompletableFuture<Folded> fold =
        runtime.foldErrors(
            device,
            items.get(0).error,
            items.stream().map(item -> item.report).toList(),
            size -> size <= bounds.get().errorMaxBytes());
    queue.folding = Optional.of(fold);
    fold.whenComplete(
        (folded, failure) ->
            turns.execute(() -> folded(device, items, Optional.ofNullable(folded))));
  }

  private static void move(Item item, Amount from, Amount to) {
    from.add(item, -1);
    to.add(item, 1);
  }

  private void folded(DeviceKey device, List<Item> items, Optional<Folded> folded) {
    DeviceQueue queue = queue(device);
    queue.folding = Optional.empty();
    if (folded.isPresent()) {
      items.forEach(item -> folding.add(item, -1));
      Item fold = item(items, folded.get().error().map(Payload::compact));
      queue.waiting.addFirst(fold);
      waiting.add(fold, 1);
      countLoss(device, folded.get());
    } else {
      for (int i = items.size() - 1; i >= 0; i--) {
        queue.waiting.addFirst(items.get(i));
        move(items.get(i), folding, waiting);
      }
    }
    lineUp(device);
    pump();
  }

  private static Item item(List<Item> items, Optional<Payload> error) {
    CompletableFuture<Void> secured = new CompletableFuture<>();
    secured.thenRun(() -> items.forEach(item -> item.secured.complete(null)));
    StatusReport newest =
        items.stream()
            .map(item -> item.report)
            .reduce((older, newer) -> newer.after(older))
            .orElseThrow();
    return new Item(newest, error, secured);
  }

  private void countLoss(DeviceKey device, Folded folded) {
    if (folded.lost() > 0) {
      lost.addAndGet(folded.lost());
      LOG.warn(
          "Device {}: {} undelivered status(es) not in its error message: {}",
          device,
          folded.lost(),
          folded.reason());
    }
  }

  /**
   * Statuses that wait to be folded, perhaps for a module that is never installed, are handed over
   * unfolded.
   */
  private void giveUpFolding() {
    queues.values().forEach(queue -> queue.folding.ifPresent(fold -> fold.cancel(false)));
  }

  /** Returns a future that completes when everything is secured. */
  CompletionStage<Void> close() {
    turns.execute(
        () -> {
          closing = true;
          giveUpFolding();
          endWhenEmpty();
        });
    return ended;
  }

  private void endWhenEmpty() {
    if (queues.isEmpty()) {
      ended.complete(null);
    } else {
      timer.schedule(
          () -> turns.execute(this::endWhenEmpty), CLOSE_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Tells how many devices have something that is not secured. Any thread. */
  int devices() {
    return devices;
  }

  /** Returns how many statuses are in no error message. Any thread. */
  long lost() {
    return lost.get();
  }
}
