package gateway.handler;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.Lane;
import gateway.api.stage.LogLimit;
import gateway.api.stage.MemoryBudget;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleRuntime;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
import gateway.api.view.DeviceContentView.Content;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/**
 * The devices of one module number on one lane. Everything happens on the lane, but for reading the
 * sessions, and for {@link #takeOver} of an abandoned lane.
 */
final class LaneDevices {

  private final int number;
  private final Lane lane;
  private final LaneContext context;
  private final ConcurrentMap<DeviceKey, DeviceSession> sessions = new ConcurrentHashMap<>();

  private final MemoryBudget.Local memory;

  /** Of the lines about commands that are dropped. */
  private final LogLimit drops = new LogLimit();

  /** Set when the lane hangs: a thread that returns late must not speak for its devices. */
  private volatile boolean abandoned;

  LaneDevices(int number, Lane lane, LaneContext context) {
    this.number = number;
    this.lane = lane;
    this.context = context;
    memory = new MemoryBudget.Local(context.memory());
  }

  Lane lane() {
    return lane;
  }

  ScheduledExecutorService executor() {
    return lane.executor();
  }

  long now() {
    return context.clock().getAsLong();
  }

  long statusPeriodNanos() {
    return context.statusPeriodNanos();
  }

  /** Tells whether a record may grow by so much, to a size; if so it counts. */
  boolean mayGrow(long growth, long size) {
    return abandoned || memory.tryTake(growth, size);
  }

  LogLimit drops() {
    return drops;
  }

  Optional<ServedModule> served() {
    return context.catalog().find(number);
  }

  boolean isModuleAwaited() {
    return context.catalog().isAwaited(number);
  }

  ModuleDevice open(DeviceKey key, ModuleRuntime.Held held) {
    return context.runtime().open(key, held);
  }

  TypeTotals totals(Device device) {
    return context.totals(device);
  }

  DeviceUplink connect(Device device, DeviceDownlink downlink) {
    DeviceSession session = new DeviceSession(device, downlink, this);
    sessions.put(device.key(), session);
    return session;
  }

  void remove(DeviceSession session) {
    sessions.remove(session.device().key(), session);
  }

  void forward(StatusReport report) {
    if (!abandoned) {
      context.forward(report);
    }
  }

  /** As that of the session. */
  Verdict command(DeviceKey key, Payload command, BooleanSupplier accepted) {
    Optional<ServedModule> served = served();
    if (served.isEmpty() || !served.get().deviceTypes().supports(key.deviceType())) {
      return Verdict.DEVICE_NOT_SUPPORTED;
    }
    DeviceSession session = sessions.get(key);
    if (session == null) {
      return Verdict.DEVICE_NOT_CONNECTED;
    }
    return command.isEmpty() ? Verdict.ACCEPTED : session.command(command, accepted);
  }

  void moduleChanged() {
    List.copyOf(sessions.values()).forEach(DeviceSession::moduleChanged);
  }

  void periodChanged() {
    sessions.values().forEach(DeviceSession::periodChanged);
  }

  List<Content> contents(DeviceKey key) {
    DeviceSession session = sessions.get(key);
    return session == null ? List.of() : session.contents();
  }

  /** Returns whether the device was there. */
  boolean disconnect(DeviceKey key) {
    DeviceSession session = sessions.get(key);
    if (session != null) {
      session.leave(DisconnectCause.OPERATOR);
    }
    return session != null;
  }

  void disconnectAll(DisconnectCause cause) {
    List.copyOf(sessions.values()).forEach(session -> session.leave(cause));
  }

  /**
   * The lane was abandoned, its sockets are gone: reports each device as disconnected, in its
   * place. Any thread.
   */
  void takeOver() {
    abandoned = true;
    for (DeviceSession session : sessions.values()) {
      if (session.currentStatus().isPresent()) {
        context.forward(session.farewell());
      }
    }
    sessions.clear();
    memory.close();
  }

  /** Any thread. */
  Collection<DeviceSession> sessions() {
    return sessions.values();
  }
}
