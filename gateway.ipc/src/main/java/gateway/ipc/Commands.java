package gateway.ipc;

import gateway.api.stage.CommandSink;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceDirectory;
import gateway.protocol.stage.CommandRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Answers an external client in another container for the handler. In turns of the hub. */
final class Commands {

  private final Link link;
  private final ScheduledExecutorService timer;
  private final long deadlineMillis;
  private final Supplier<Optional<CommandSink>> sink;
  private final Supplier<Optional<DeviceDirectory>> directory;

  /**
   * Makes one.
   *
   * @param deadlineMillis time after which a command without a verdict is dropped
   */
  Commands(
      Link link,
      ScheduledExecutorService timer,
      long deadlineMillis,
      Supplier<Optional<CommandSink>> sink,
      Supplier<Optional<DeviceDirectory>> directory) {
    this.link = link;
    this.timer = timer;
    this.deadlineMillis = deadlineMillis;
    this.sink = sink;
    this.directory = directory;
  }

  /** A command for a device. */
  void command(CommandRequest request) {
    Optional<CommandSink> present = sink.get();
    if (present.isEmpty()) {
      link.send(Entries.verdict(request.getId(), Verdict.DEVICE_NOT_CONNECTED));
      return;
    }
    CompletableFuture<Verdict> verdict =
        present
            .get()
            .command(
                Entries.device(request.getDevice()).key(), Entries.payload(request.getCommand()));
    if (!verdict.isDone()) {
      ScheduledFuture<?> late =
          timer.schedule(
              () -> verdict.complete(Verdict.LATE), deadlineMillis, TimeUnit.MILLISECONDS);
      verdict.whenComplete((value, failure) -> late.cancel(false));
    }
    verdict.whenComplete(
        (value, failure) ->
            link.send(Entries.verdict(request.getId(), failure == null ? value : Verdict.LATE)));
  }

  /** The question which devices are live. */
  void devices(long id) {
    directory
        .get()
        .ifPresent(
            present ->
                present
                    .liveDevices()
                    .thenAccept(live -> link.send(RemoteCommands.answer(id, live))));
  }
}
