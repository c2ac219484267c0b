package gateway.testkit;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.StatusReport;
import gateway.api.stage.UndeliveredBounds;
import gateway.testkit.Forwarded.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A cloud that answers at once or is unreachable: then statuses are folded into error messages,
 * which are delivered when it is reachable again (PROTOCOL sections 4.4, 4.6 and 4.12).
 */
final class Cloud implements ExternalClient {

  private final ModuleRuntime modules;
  private final Map<DeviceKey, DeviceLog> lines = new TreeMap<>();
  private boolean online = true;

  /** The delivered and undelivered statuses of a device. */
  private static final class DeviceLog {
    final List<Forwarded> forwarded = new ArrayList<>();
    boolean known;
    Optional<StatusReport> undelivered = Optional.empty();
    CompletableFuture<Optional<Payload>> error =
        CompletableFuture.completedFuture(Optional.empty());
    int lost;
  }

  Cloud(ModuleRuntime modules) {
    this.modules = modules;
  }

  private DeviceLog line(DeviceKey key) {
    return lines.computeIfAbsent(key, k -> new DeviceLog());
  }

  @Override
  public CompletionStage<Void> forward(StatusReport report) {
    DeviceLog line = line(report.device().key());
    if (online) {
      deliver(line, report, Optional.empty());
    } else {
      undelivered(line, report);
    }
    return CompletableFuture.completedStage(null);
  }

  /** Never called in one container. */
  @Override
  public CompletionStage<Void> forwardAgain(StatusReport report) {
    return forward(report);
  }

  /** Never called in one container. */
  @Override
  public CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error) {
    return CompletableFuture.completedStage(false);
  }

  private static void deliver(DeviceLog line, StatusReport report, Optional<Payload> error) {
    if (!line.known) {
      line.forwarded.add(new Forwarded(State.CONNECTING, report.status(), error));
      line.known = true;
    } else if (!report.last()) {
      line.forwarded.add(new Forwarded(State.RUNNING, report.status(), Optional.empty()));
    }
    if (report.last()) {
      line.forwarded.add(new Forwarded(State.DISCONNECT, report.status(), Optional.empty()));
      line.known = false;
    }
  }

  /** One behind: a status enters the error message when a newer one replaces it. */
  private void undelivered(DeviceLog line, StatusReport report) {
    if (line.undelivered.isPresent()) {
      StatusReport older = line.undelivered.get();
      line.error = line.error.thenCompose(error -> fold(line, List.of(older, report), error));
      line.undelivered = Optional.of(report.after(older));
    } else if (report.last() || !report.repeated()) {
      line.undelivered = Optional.of(report);
    }
  }

  private CompletableFuture<Optional<Payload>> fold(
      DeviceLog line, List<StatusReport> reports, Optional<Payload> before) {
    return modules
        .foldErrors(
            reports.get(0).device().key(),
            before,
            reports,
            size -> size <= UndeliveredBounds.ERROR_MAX_BYTES)
        .thenApply(
            folded -> {
              line.lost += folded.lost();
              return folded.error();
            });
  }

  void leave() {
    online = false;
    lines.values().forEach(line -> line.known = false);
  }

  /** Connects again: every live device, and every one with undelivered data, is introduced. */
  void comeBack(DeviceDirectory directory) {
    if (online) {
      return;
    }
    online = true;
    directory
        .liveDevices()
        .toCompletableFuture()
        .join()
        .forEach(
            live -> {
              DeviceLog line = line(live.device().key());
              if (line.undelivered.isEmpty()) {
                deliver(
                    line,
                    new StatusReport(live.device(), live.currentStatus(), false, true),
                    Optional.empty());
              }
            });
    lines.values().forEach(Cloud::deliverUndelivered);
  }

  private static void deliverUndelivered(DeviceLog line) {
    if (!line.error.isDone()) {
      return; // no module serves the number: its devices wait for one
    }
    line.undelivered.ifPresent(report -> deliver(line, report, line.error.join()));
    line.undelivered = Optional.empty();
    line.error = CompletableFuture.completedFuture(Optional.empty());
    line.lost = 0;
  }

  List<Forwarded> forwarded(DeviceKey key) {
    return List.copyOf(line(key).forwarded);
  }

  Optional<Payload> error(DeviceKey key) {
    return line(key).error.getNow(Optional.empty());
  }

  int lost(DeviceKey key) {
    return line(key).lost;
  }
}
