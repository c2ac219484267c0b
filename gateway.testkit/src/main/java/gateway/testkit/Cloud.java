package gateway.testkit;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.StatusReport;
import gateway.testkit.Forwarded.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A cloud that answers at once, or is away: then statuses are folded into error messages, which are
 * delivered when it is back (PROTOCOL sections 4.4, 4.6 and 4.12).
 */
final class Cloud implements ExternalClient {

  /** The largest error message that the gateway keeps, by default. */
  static final int ERROR_MAX_BYTES = 64 * 1024;

  private final ModuleRuntime modules;
  private final Map<DeviceKey, Line> lines = new TreeMap<>();
  private boolean online = true;

  /** What the cloud has of a device, and what it misses. */
  private static final class Line {
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

  private Line line(DeviceKey key) {
    return lines.computeIfAbsent(key, k -> new Line());
  }

  @Override
  public CompletionStage<Void> forward(StatusReport report) {
    Line line = line(report.device().key());
    if (online) {
      deliver(line, report, Optional.empty());
    } else {
      line.undelivered = Optional.of(report);
      line.error = line.error.thenCompose(error -> fold(line, report, error));
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

  private static void deliver(Line line, StatusReport report, Optional<Payload> error) {
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

  private CompletionStage<Optional<Payload>> fold(
      Line line, StatusReport report, Optional<Payload> before) {
    Device device = report.device();
    return modules
        .foldErrors(device.module(), device.deviceType(), before, List.of(report.status()))
        .handle((folded, failure) -> kept(line, before, folded, failure));
  }

  private static Optional<Payload> kept(
      Line line, Optional<Payload> before, Folded folded, Throwable failure) {
    if (failure == null
        && folded.failures() == 0
        && folded.error().filter(error -> error.size() > ERROR_MAX_BYTES).isEmpty()) {
      return folded.error();
    }
    line.lost++;
    return before;
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
              Line line = line(live.device().key());
              if (line.undelivered.isEmpty()) {
                deliver(
                    line,
                    new StatusReport(live.device(), live.currentStatus(), false),
                    Optional.empty());
              }
            });
    lines.values().forEach(Cloud::deliverUndelivered);
  }

  private static void deliverUndelivered(Line line) {
    line.undelivered.ifPresent(report -> deliver(line, report, line.error.join()));
    line.undelivered = Optional.empty();
    line.error = CompletableFuture.completedFuture(Optional.empty());
    line.lost = 0;
  }

  List<Forwarded> forwarded(DeviceKey key) {
    return List.copyOf(line(key).forwarded);
  }

  Optional<Payload> error(DeviceKey key) {
    return line(key).error.join();
  }

  int lost(DeviceKey key) {
    return line(key).lost;
  }
}
