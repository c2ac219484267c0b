package gateway.ipc;

import gateway.api.device.DeviceKey;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.StatusReport;
import gateway.protocol.stage.Report;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Takes the statuses of a handler in another container for the external client, each once, and says
 * when they are secured. When the handler's process ends without disconnecting its devices, reports
 * them as disconnected. State belongs to the turns of the hub.
 */
final class Reports {

  /** More than the handler leaves unsecured. */
  private static final int MAX_REMEMBERED = 2 * HandOver.MAX_SENT;

  private final Link link;
  private final Turns turns;

  /** Calls for the external client that wait until it is present. */
  private final Deque<Consumer<ExternalClient>> early = new ArrayDeque<>();

  private final Map<Long, Report> taken = new HashMap<>();

  /** The newest secured statuses, which the handler may not have received as secured yet. */
  private final Set<Long> secured = new LinkedHashSet<>();

  /** The newest status of each device that has not left. */
  private final Map<DeviceKey, StatusReport> present = new TreeMap<>();

  /** Devices that this stage has reported as disconnected, and that have sent nothing since. */
  private Set<DeviceKey> reportedGone = new HashSet<>();

  private Optional<ExternalClient> client = Optional.empty();

  /** Completed when everything that was taken is secured; present at the end. */
  private Optional<CompletableFuture<Void>> finished = Optional.empty();

  Reports(Link link, Turns turns) {
    this.link = link;
    this.turns = turns;
  }

  /** The external client is there. */
  void use(ExternalClient arrived) {
    client = Optional.of(arrived);
    while (!early.isEmpty()) {
      early.remove().accept(arrived);
    }
  }

  /** An external client is no longer there. */
  void leave(ExternalClient gone) {
    if (client.filter(present -> present == gone).isPresent()) {
      client = Optional.empty();
      completeWhenFinished();
    }
  }

  private void tell(Consumer<ExternalClient> what) {
    client.ifPresentOrElse(what, () -> early.add(what));
  }

  /**
   * Accepts no more statuses: new ones stay with the handler. The handler must know which accepted
   * ones are secured, or the next process of this stage gets them twice, and late.
   *
   * @param secured completed when it is
   */
  void finish(CompletableFuture<Void> secured) {
    finished = Optional.of(secured);
    completeWhenFinished();
  }

  private void completeWhenFinished() {
    if (taken.isEmpty() || client.isEmpty()) {
      finished.ifPresent(done -> done.complete(null));
    }
  }

  /** A status has arrived, perhaps not for the first time. */
  void report(Report wire) {
    long id = wire.getId();
    if (secured.contains(id)) {
      link.send(Entries.secured(id, true));
    } else if (finished.isEmpty() && taken.putIfAbsent(id, wire) == null) {
      take(wire, Entries.report(wire));
    }
  }

  private void take(Report wire, StatusReport report) {
    DeviceKey device = report.device().key();
    boolean known = reportedGone.remove(device);
    if (report.last()) {
      present.remove(device);
    } else {
      present.put(device, report);
    }
    if (report.last() && known) {
      ended(wire, true); // the handler was only cut off
    } else {
      tell(to -> forward(to, wire, report));
    }
  }

  private void forward(ExternalClient to, Report wire, StatusReport report) {
    CompletionStage<Boolean> stage;
    if (wire.hasError()) {
      stage = to.forwardFolded(report, Entries.payload(wire.getError()));
    } else {
      CompletionStage<Void> secures =
          wire.getAgain() ? to.forwardAgain(report) : to.forward(report);
      stage = secures.thenApply(nothing -> true);
    }
    stage.thenAccept(done -> turns.execute(() -> ended(wire, done)));
  }

  private void ended(Report wire, boolean done) {
    long id = wire.getId();
    if (taken.get(id) != wire) {
      return; // of a handler that has ended
    }
    taken.remove(id);
    if (done) {
      remember(id);
    }
    link.send(Entries.secured(id, done));
    completeWhenFinished();
  }

  private void remember(long id) {
    secured.add(id);
    if (secured.size() > MAX_REMEMBERED) {
      secured.remove(secured.iterator().next());
    }
  }

  /**
   * The handler's process has ended: its devices have left, and its numbers are no longer valid.
   */
  void gone() {
    taken.clear();
    secured.clear();
    completeWhenFinished();
    present
        .values()
        .forEach(
            report ->
                tell(
                    to ->
                        to.forward(
                            new StatusReport(report.device(), report.status(), true, true))));
    reportedGone = new HashSet<>(present.keySet());
    present.clear();
  }
}
