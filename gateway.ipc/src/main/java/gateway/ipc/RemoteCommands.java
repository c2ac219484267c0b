package gateway.ipc;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.StatusReport;
import gateway.protocol.stage.Devices;
import gateway.protocol.stage.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler in another container, as the external client sees it: takes commands, knows the live
 * devices. Each request has a number; an answer to an unknown request is ignored. State belongs to
 * the turns of the hub.
 */
final class RemoteCommands implements CommandSink, DeviceDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteCommands.class);
  private static final long DIRECTORY_MILLIS = 2000;
  private static final Exception UNREACHABLE =
      new IllegalStateException("the module handler cannot be reached");
  private static final Exception LATE =
      new TimeoutException("the module handler has not reported its connected devices");

  private final Link link;
  private final Turns turns;
  private final ScheduledExecutorService timer;
  private final Map<Long, CompletableFuture<Verdict>> verdicts = new HashMap<>();
  private final Map<Long, CompletableFuture<List<LiveDevice>>> lists = new HashMap<>();
  private long lastId;

  RemoteCommands(Link link, Turns turns, ScheduledExecutorService timer) {
    this.link = link;
    this.turns = turns;
    this.timer = timer;
  }

  @Override
  public CompletableFuture<Verdict> command(DeviceKey device, Payload command) {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    ask(verdict, verdicts, id -> Entries.commandRequest(id, device, command));
    return verdict;
  }

  @Override
  public CompletionStage<List<LiveDevice>> liveDevices() {
    CompletableFuture<List<LiveDevice>> list = new CompletableFuture<>();
    ask(list, lists, Entries::devicesRequest);
    if (!list.isDone()) {
      timer.schedule(
          () -> list.completeExceptionally(LATE), DIRECTORY_MILLIS, TimeUnit.MILLISECONDS);
    }
    return list;
  }

  private <T> void ask(
      CompletableFuture<T> answer,
      Map<Long, CompletableFuture<T>> open,
      LongFunction<Entry> question) {
    turns.execute(
        () -> {
          if (!link.isUp()) {
            answer.completeExceptionally(UNREACHABLE);
            return;
          }
          long id = ++lastId;
          open.put(id, answer);
          answer.whenComplete((value, failure) -> turns.execute(() -> open.remove(id)));
          link.send(question.apply(id));
        });
  }

  /** The handler has judged a command. */
  void verdict(gateway.protocol.stage.Verdict verdict) {
    CompletableFuture<Verdict> open = verdicts.get(verdict.getId());
    if (open == null && Entries.verdict(verdict.getVerdict()) == Verdict.ACCEPTED) {
      LOG.warn(
          "A command that was reported as dropped has reached its device after all: the module"
              + " handler's verdict came too late; lower its command-deadline");
    }
    if (open != null) {
      open.complete(Entries.verdict(verdict.getVerdict()));
    }
  }

  /** The handler has sent its devices. */
  void devices(Devices devices) {
    CompletableFuture<List<LiveDevice>> open = lists.get(devices.getId());
    if (open != null) {
      open.complete(
          devices.getDevicesList().stream()
              .map(Entries::report)
              .map(report -> new LiveDevice(report.device(), report.status()))
              .toList());
    }
  }

  /** The handler cannot be reached: open requests get no answer. */
  void down() {
    List.copyOf(verdicts.values()).forEach(open -> open.completeExceptionally(UNREACHABLE));
    List.copyOf(lists.values()).forEach(open -> open.completeExceptionally(UNREACHABLE));
  }

  /** Returns the wire form of live devices. */
  static Entry answer(long id, List<LiveDevice> devices) {
    return Entries.devices(
        id, devices.stream().map(live -> report(live.device(), live.currentStatus())).toList());
  }

  private static StatusReport report(Device device, Payload status) {
    return new StatusReport(device, status, false);
  }
}
