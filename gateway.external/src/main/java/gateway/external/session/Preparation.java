package gateway.external.session;

import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.DeviceDirectory.LiveDevice;
import gateway.external.base.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What comes before a Connect: the devices are chosen, and their error messages must be complete
 * (PROTOCOL section 4.4). On the endpoint's loop.
 */
final class Preparation {

  /** A module that takes longer to fold, or is not there, delays its own devices only. */
  private static final long FOLD_WAIT = 2000;

  private final EndpointContext context;
  private final ConnectList connectList;
  private final Consumer<List<DeviceRecord>> connect;
  private final Runnable nothingToConnect;
  private final Timer timer;
  private List<DeviceRecord> folding = List.of();
  private boolean ended;

  /**
   * Makes it.
   *
   * @param connect takes the devices of the Connect, at most once
   * @param nothingToConnect called if there is none, at most once
   */
  Preparation(
      EndpointContext context, Consumer<List<DeviceRecord>> connect, Runnable nothingToConnect) {
    this.context = context;
    this.timer = new Timer(context.loop());
    this.connectList = new ConnectList(context);
    this.connect = connect;
    this.nothingToConnect = nothingToConnect;
  }

  /** Goes on if there is a device to connect. */
  void check(Runnable then) {
    choose(listed -> then.run());
  }

  /** Begins to wait for all that a Connect needs. */
  void begin() {
    choose(
        listed -> {
          folding = listed;
          timer.start(FOLD_WAIT, this::leaveOutUnfolded);
          folded();
        });
  }

  /** A device has no status left to fold. */
  void folded() {
    if (ended || folding.isEmpty() || !folding.stream().allMatch(this::isFolded)) {
      return;
    }
    List<DeviceRecord> fitting = fitting();
    if (fitting.isEmpty()) {
      begin(); // there may be others
      return;
    }
    close();
    connect.accept(fitting);
  }

  /** Leaves out those whose status, or with whom the Connect, would be too large. */
  private List<DeviceRecord> fitting() {
    List<DeviceRecord> fitting = new ArrayList<>();
    int bytes = Messages.connectBytes(context.settings().get().vehicle());
    for (DeviceRecord device : folding) {
      int max = context.refusals().maxBytes(device);
      int status = Introduction.bytes(device);
      int listed = Messages.listedBytes(ConnectList.wire(device));
      if (status > max) {
        context.refusals().tooLarge(device, status);
      } else if (bytes + listed <= max) {
        bytes += listed;
        fitting.add(device);
      } else if (fitting.isEmpty()) {
        context.refusals().tooLarge(device, bytes + listed);
      }
    }
    return fitting;
  }

  void close() {
    ended = true;
    timer.stop();
  }

  private void choose(Consumer<List<DeviceRecord>> then) {
    live()
        .whenComplete(
            (live, failure) ->
                context.loop().post(() -> chosen(live == null ? List.of() : live, then)));
  }

  private void chosen(List<LiveDevice> live, Consumer<List<DeviceRecord>> then) {
    if (ended) {
      return;
    }
    List<DeviceRecord> listed = connectList.choose(live);
    if (listed.isEmpty()) {
      close();
      nothingToConnect.run();
    } else {
      then.accept(listed);
    }
  }

  private CompletionStage<List<LiveDevice>> live() {
    try {
      return context
          .stages()
          .devices()
          .map(DeviceDirectory::liveDevices)
          .orElse(CompletableFuture.completedFuture(List.of()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void leaveOutUnfolded() {
    List<DeviceRecord> folded = folding.stream().filter(this::isFolded).toList();
    if (folded.isEmpty()) {
      timer.start(FOLD_WAIT, this::leaveOutUnfolded);
    } else {
      folding = folded;
      folded();
    }
  }

  private boolean isFolded(DeviceRecord device) {
    return device.undelivered.isQuiet();
  }
}
