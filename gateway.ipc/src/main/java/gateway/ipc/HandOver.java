package gateway.ipc;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.StatusReport;
import gateway.protocol.stage.Secured;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The external client in another container, as the handler sees it. Each status is kept until it is
 * delivered or stored over there, in order per device. Beyond {@link #MOST_STATUSES} or {@link
 * #MOST_BYTES} what waits is folded device by device, and the folds are handed over (PROTOCOL
 * section 4.12). State belongs to the turns of the hub.
 */
final class HandOver implements ExternalClient {

  static final int MOST_STATUSES = 10_000;
  static final int MOST_BYTES = 16 * 1024 * 1024;

  /** What may be at the external client without being stored. */
  static final int MOST_SENT = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final long RETRY_MILLIS = 1000;
  private static final long CLOSE_LOOK_MILLIS = 20;

  /** What waits to be handed over. */
  static final class Item {
    final StatusReport report;

    /** What it and earlier statuses are folded into. */
    final Optional<Payload> error;

    final CompletableFuture<Void> secured;

    /** Whether an external client that has ended may have delivered it. */
    boolean again;

    Item(StatusReport report, Optional<Payload> error, CompletableFuture<Void> secured) {
      this.report = report;
      this.error = error;
      this.secured = secured;
    }
  }

  /** Those of one device, oldest first. */
  private static final class Line {
    final Deque<Item> waiting = new ArrayDeque<>(2);

    /** A fold is at the external client, or was refused a moment ago. */
    boolean held;

    boolean folding;
    int sent;

    boolean isReady() {
      return !waiting.isEmpty() && !held && !folding;
    }

    boolean isEmpty() {
      return waiting.isEmpty() && !folding && sent == 0;
    }
  }

  private final Link link;
  private final Turns turns;
  private final ScheduledExecutorService timer;
  private final Folds folds;
  private final Map<DeviceKey, Line> lines = new HashMap<>();

  /** Whose oldest item can be sent, in turns. */
  private final Set<DeviceKey> ready = new LinkedHashSet<>();

  private final Map<Long, Item> sent = new LinkedHashMap<>();
  private long lastId;
  private long clientLife;
  private int waiting;
  private long bytes;
  private int folding;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile int devices;

  /** Makes one that keeps everything until the link comes up. */
  HandOver(Link link, Turns turns, ScheduledExecutorService timer, ModuleRuntime runtime) {
    this.link = link;
    this.turns = turns;
    this.timer = timer;
    this.folds = new Folds(runtime, turns, timer);
  }

  @Override
  public CompletionStage<Void> forward(StatusReport report) {
    CompletableFuture<Void> secured = new CompletableFuture<>();
    StatusReport kept = new StatusReport(report.device(), report.status().compact(), report.last());
    turns.execute(() -> take(new Item(kept, Optional.empty(), secured)));
    return secured;
  }

  /** What was given again is given on like anything else: nothing was delivered from here. */
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
    line(device).waiting.add(item);
    count(item, 1);
    lineUp(device);
    if ((waiting > MOST_STATUSES || bytes > MOST_BYTES) && folding == 0) {
      foldAll();
    }
    pump();
  }

  private Line line(DeviceKey device) {
    Line line = lines.computeIfAbsent(device, key -> new Line());
    devices = lines.size();
    return line;
  }

  private void count(Item item, int sign) {
    waiting += sign;
    bytes += sign * (long) (item.report.status().size() + item.error.map(Payload::size).orElse(0));
  }

  private void lineUp(DeviceKey device) {
    Line line = line(device);
    if (line.isReady()) {
      ready.add(device);
    } else if (line.isEmpty()) {
      lines.remove(device);
      devices = lines.size();
    }
  }

  private void pump() {
    while (link.isUp() && sent.size() < MOST_SENT && !ready.isEmpty()) {
      DeviceKey device = ready.iterator().next();
      ready.remove(device);
      Line line = line(device);
      if (line.isReady()) {
        send(line);
        lineUp(device);
      }
    }
  }

  private void send(Line line) {
    Item item = line.waiting.remove();
    count(item, -1);
    line.sent++;
    line.held = item.error.isPresent();
    long id = ++lastId;
    sent.put(id, item);
    send(id, item);
  }

  /** The link is up: what was not secured may have been lost, with a process or on its way. */
  void up(long life) {
    boolean another = clientLife != 0 && life != clientLife;
    clientLife = life;
    sent.forEach(
        (id, item) -> {
          item.again |= another;
          send(id, item);
        });
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
    DeviceKey device = item.report.device().key();
    Line line = line(device);
    line.sent--;
    if (secured.getRefused()) {
      line.waiting.addFirst(item);
      count(item, 1);
      timer.schedule(
          () -> turns.execute(() -> release(device)), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      line.held = line.held && item.error.isEmpty();
      item.secured.complete(null);
      lineUp(device);
    }
    pump();
  }

  private void release(DeviceKey device) {
    line(device).held = false;
    lineUp(device);
    pump();
  }

  private void foldAll() {
    int statuses = waiting;
    lines.forEach(
        (device, line) -> {
          if (line.waiting.size() > 1) {
            fold(device, line);
          }
        });
    if (folding > 0) {
      LOG.warn("{} statuses wait for the external client: they are folded", statuses);
    }
  }

  private void fold(DeviceKey device, Line line) {
    List<Item> items = List.copyOf(line.waiting);
    line.waiting.clear();
    line.folding = true;
    ready.remove(device);
    folding++;
    folds.fold(items, folded -> folded(device, items, folded));
  }

  private void folded(DeviceKey device, List<Item> items, Item folded) {
    folding--;
    items.forEach(item -> count(item, -1));
    Line line = line(device);
    line.folding = false;
    line.waiting.addFirst(folded);
    count(folded, 1);
    lineUp(device);
    pump();
  }

  /** Returns what completes when everything is secured. */
  CompletionStage<Void> close() {
    turns.execute(this::endWhenEmpty);
    return ended;
  }

  private void endWhenEmpty() {
    if (lines.isEmpty()) {
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
}
