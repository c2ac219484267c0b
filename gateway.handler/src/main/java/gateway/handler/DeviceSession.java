package gateway.handler;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.LogLimit;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.handler.TypeTotals.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a device and, from its first status on, its record (PROTOCOL sections 3.2 to
 * 3.7). Owned by the lane of the device's module. Other threads read {@link #snapshot} and {@link
 * #currentStatus}: the write of the current status publishes the fields written before it.
 *
 * <p>Holds bytes only, never an object of the module's.
 */
final class DeviceSession implements DeviceUplink, ModuleRuntime.Held {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);

  /** The last stage has a copy of the current status. */
  private static final long COPIES = 2;

  private static final int MAX_COMMANDS = 3;
  private static final int MAX_SILENT_PERIODS = 2;

  private final Device device;
  private final DeviceDownlink downlink;
  private final LaneDevices lane;
  private final ModuleDevice module;
  private final SilenceTimer timer;
  private final TypeTotals totals;
  private final long connectedAt;

  @SuppressWarnings("NullAway.Init") // null before the first status
  private volatile Payload current;

  /** What the external client was given last; null if nothing was. */
  private volatile @Nullable Payload told;

  private long statuses;
  private long forwarded;
  private long lastStatusAt;

  private final ArrayDeque<Payload> commands = new ArrayDeque<>(MAX_COMMANDS);
  private Payload defaultCommand = Payload.EMPTY;
  private @Nullable Payload unanswered;
  private int silentPeriods;
  private final LogLimit drops;
  private boolean closed;

  /** How many bytes of payloads the record counts. */
  private long held;

  DeviceSession(Device device, DeviceDownlink downlink, LaneDevices lane) {
    this.device = device;
    this.downlink = downlink;
    this.lane = lane;
    totals = lane.totals(device);
    drops = lane.drops();
    module = lane.open(device.key(), this);
    connectedAt = lane.now();
    lastStatusAt = connectedAt;
    timer = new SilenceTimer(lane, this::periodPassed);
    timer.restart();
  }

  Device device() {
    return device;
  }

  /** Returns the aggregated status; absent before the first one. Any thread. */
  @Override
  public Optional<Payload> currentStatus() {
    return Optional.ofNullable(current);
  }

  @Override
  public void status(Payload status) {
    if (closed) {
      return;
    }
    Optional<ServedModule> served = lane.served();
    if (served.isEmpty()) {
      // a successor may come within the grace; until then the answer deadline is the limit
      keepUnanswered(status);
      return;
    }
    ServedModule serving = served.get();
    if (!serving.deviceTypes().supports(device.deviceType())) {
      leave(DisconnectCause.MODULE_UNAVAILABLE);
      return;
    }
    try {
      if (!module.isStatusValid(status)) {
        totals.count(Event.REFUSED_STATUS);
        leave(DisconnectCause.INVALID_STATUS);
        return;
      }
    } catch (ModuleException e) {
      if (lane.served().isEmpty() && lane.isModuleAwaited()) {
        keepUnanswered(status); // it left a moment ago
        return;
      }
      LOG.warn("Device {}: {}", device, e.getMessage());
      totals.count(Event.REFUSED_STATUS);
      leave(DisconnectCause.INVALID_STATUS);
      return;
    }
    silentPeriods = 0;
    lastStatusAt = lane.now();
    statuses++;
    totals.count(Event.STATUS);
    answer(status, serving);
  }

  private void keepUnanswered(Payload status) {
    unanswered = status;
    if (!holds()) {
      leave(DisconnectCause.NO_MEMORY);
    }
  }

  /** Counts what the record holds; returns whether there is memory for it. */
  private boolean holds() {
    long size = COPIES * size(current) + size(unanswered) + defaultCommand.size();
    if (!commands.isEmpty()) {
      size += commands.stream().mapToLong(Payload::size).sum();
    }
    if (size != held && !lane.mayGrow(size - held, size)) {
      return false;
    }
    held = size;
    return true;
  }

  private static int size(@Nullable Payload payload) {
    return payload == null ? 0 : payload.size();
  }

  private void answer(Payload status, ServedModule serving) {
    boolean send;
    Payload command;
    Payload before = current;
    try {
      if (current == null) {
        defaultCommand = module.firstCommand();
        command =
            serving.firstStatusGeneratesCommand()
                ? module.nextCommand(status, status, Optional.empty(), defaultCommand)
                : defaultCommand;
        current = status;
        timer.restart();
        send = true;
      } else {
        Optional<Payload> previous = Optional.of(current);
        send = aggregate(status);
        command = module.nextCommand(status, current, previous, takeCommand());
      }
    } catch (ModuleException e) {
      LOG.warn("Device {}: {}", device, e.getMessage());
      leave(DisconnectCause.MODULE_UNAVAILABLE);
      return;
    }
    defaultCommand = command;
    if (!holds()) {
      current = before; // as if the status had not come
      leave(DisconnectCause.NO_MEMORY);
      return;
    }
    // the device first, then the cloud
    downlink.command(serving.pushCommands() ? Payload.EMPTY : command);
    if (send && !closed) {
      forward(false);
    }
  }

  /** Makes the status part of the current one; returns whether to send it now. */
  private boolean aggregate(Payload status) {
    boolean send = isToBeSent(status);
    try {
      current = module.aggregate(current, status);
    } catch (ModuleException e) {
      LOG.warn("Device {}: {}; the current status stays", device, e.getMessage());
    }
    if (send) {
      timer.restart();
    }
    return send;
  }

  private boolean isToBeSent(Payload status) {
    try {
      return module.sendNow(current, status);
    } catch (ModuleException e) {
      LOG.warn("Device {}: {}; the status is not sent now", device, e.getMessage());
      return false;
    }
  }

  @Override
  public Payload nextCommand() {
    Payload queued = commands.peek();
    return queued == null ? defaultCommand : queued;
  }

  @Override
  public List<Payload> queuedCommands() {
    return List.copyOf(commands);
  }

  private Payload takeCommand() {
    Payload next = nextCommand();
    commands.poll();
    return next;
  }

  private void forward(boolean repeated) {
    forwarded++;
    totals.count(Event.FORWARDED);
    told = current;
    lane.forward(new StatusReport(device, current, false, repeated));
  }

  /** Whether the current status was forwarded before: what was only aggregated may be news. */
  private boolean isTold() {
    return Objects.equals(told, current);
  }

  /** Returns the report that the device has left. On the lane, or when that is abandoned. */
  StatusReport farewell() {
    return new StatusReport(device, current, true, isTold());
  }

  void periodChanged() {
    timer.periodChanged();
  }

  /** A status period has passed without a status that was sent by its own merit. */
  private void periodPassed() {
    silentPeriods++;
    if (silentPeriods >= MAX_SILENT_PERIODS) {
      leave(DisconnectCause.SILENT);
    } else if (current != null) {
      forward(isTold());
    }
  }

  /**
   * Handles a command of the cloud. On the lane; the device is registered from its first status.
   *
   * @param accepted tells that it is valid; false if that comes too late
   */
  Verdict command(Payload command, BooleanSupplier accepted) {
    if (current == null) {
      return Verdict.DEVICE_NOT_CONNECTED;
    }
    if (!isCommandValid(command)) {
      totals.count(Event.REFUSED_COMMAND);
      return Verdict.INVALID;
    }
    if (!lane.mayGrow(command.size(), held + command.size())) {
      drops.log(
          more -> LOG.warn("Device {}: no memory for a command of {}{}", device, command, more));
      return Verdict.INVALID;
    }
    held += command.size();
    Verdict verdict = take(command, accepted);
    holds(); // less than was counted
    return verdict;
  }

  private Verdict take(Payload command, BooleanSupplier accepted) {
    if (!accepted.getAsBoolean()) {
      totals.count(Event.DROPPED_COMMAND);
      return Verdict.LATE;
    }
    totals.count(Event.COMMAND);
    if (lane.served().map(ServedModule::pushCommands).orElse(false)) {
      defaultCommand = command;
      downlink.command(command);
      return Verdict.ACCEPTED;
    }
    if (commands.size() == MAX_COMMANDS) {
      commands.poll();
      totals.count(Event.DROPPED_COMMAND);
      drops.log(
          more ->
              LOG.warn(
                  "Device {}: dropping the oldest command, {} newer ones wait{}",
                  device,
                  MAX_COMMANDS,
                  more));
    }
    commands.add(command);
    return Verdict.ACCEPTED;
  }

  private boolean isCommandValid(Payload command) {
    try {
      return module.isCommandValid(command);
    } catch (ModuleException e) {
      LOG.warn("Device {}: {}", device, e.getMessage());
      return false;
    }
  }

  /** What serves the number has changed. */
  void moduleChanged() {
    Optional<ServedModule> served = lane.served();
    boolean lost =
        served.isPresent()
            ? !served.get().deviceTypes().supports(device.deviceType())
            : !lane.isModuleAwaited();
    if (lost) {
      leave(DisconnectCause.MODULE_UNAVAILABLE);
    } else if (served.isPresent() && unanswered != null) {
      Payload status = unanswered;
      unanswered = null;
      status(status);
    }
  }

  @Override
  public void disconnected(DisconnectCause cause) {
    close();
  }

  /** Ends the connection from this side. */
  void leave(DisconnectCause cause) {
    if (!closed) {
      close();
      downlink.disconnect(cause);
    }
  }

  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    timer.stop();
    module.close();
    lane.remove(this);
    lane.mayGrow(-held, 0);
    held = 0;
    if (current != null) {
      lane.forward(farewell());
    }
  }

  /** Returns what the record holds. On the lane. */
  List<Content> contents() {
    List<Content> contents = new ArrayList<>();
    if (current != null) {
      contents.add(new Content("current status", current));
      contents.add(new Content("last command", defaultCommand));
    }
    commands.forEach(command -> contents.add(new Content("waiting command", command)));
    return contents;
  }

  DeviceSnapshot snapshot() {
    long now = lane.now();
    return new DeviceSnapshot(
        device,
        Duration.ofNanos(now - connectedAt),
        statuses,
        forwarded,
        commands.size(),
        Duration.ofNanos(Math.max(0, now - lastStatusAt)));
  }
}
