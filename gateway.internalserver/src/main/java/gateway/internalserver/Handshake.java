package gateway.internalserver;

import gateway.api.device.Device;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ServedModule;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides about connects (PROTOCOL section 2.3): first on the accepting event loop, as far as the
 * set of modules is concerned; then on the module's lane, where check and registration of the key
 * are one step.
 */
final class Handshake {

  /** How often, a millisecond apart, a lane looks whether a key has become free. */
  private static final int MAX_LOOKS = 20;

  private final ModuleCatalog catalog;
  private final NettyLanes lanes;
  private final EventLoop acceptor;
  private final Admission admission;
  private final Testing testing;
  private final TrafficCounters traffic = new TrafficCounters();
  private final ConnectionLog log;

  /** Connects that wait for a module or for the handler; owned by the accepting event loop. */
  private final Set<DeviceConnection> held = new LinkedHashSet<>();

  private volatile @Nullable ModuleHandler handler;

  Handshake(
      ModuleCatalog catalog,
      NettyLanes lanes,
      EventLoop acceptor,
      Admission admission,
      Testing testing) {
    this.catalog = catalog;
    this.lanes = lanes;
    this.acceptor = acceptor;
    this.admission = admission;
    this.testing = testing;
    log = new ConnectionLog(testing != Testing.WARM_UP);
  }

  /** Returns whether another handler was used before. */
  boolean use(ModuleHandler arrived) {
    ModuleHandler before = handler;
    handler = arrived;
    acceptor.execute(this::decideHeld);
    return before != null;
  }

  /** Returns whether it was in use. */
  boolean stopUsing(ModuleHandler gone) {
    boolean used = handler == gone;
    if (used) {
      handler = null;
    }
    return used;
  }

  void moduleChanged() {
    acceptor.execute(this::decideHeld);
  }

  private void decideHeld() {
    // a copy: a connection that must wait again is held again
    for (DeviceConnection connection : List.copyOf(held)) {
      if (!connection.isCutOff() && !mustWait(connection.device())) {
        held.remove(connection);
        decide(connection);
      }
    }
  }

  private boolean mustWait(Device device) {
    return handler == null
        || (catalog.find(device.module()).isEmpty() && catalog.isAwaited(device.module()));
  }

  /** Tells whether there is memory for a connect message; on the accepting event loop. */
  boolean hasMemoryFor(DeviceConnection connection, int connectBytes) {
    return admission.hasMemoryFor(connection, connectBytes);
  }

  /** First half; on the accepting event loop. */
  void decide(DeviceConnection connection) {
    Device device = connection.device();
    if (testing == Testing.COMM_ERROR) {
      connection.answerLast(Testing.NO_RESPONSE_TYPE);
      return;
    }
    if (!connection.mayBeItsDevice()) {
      connection.refuse(
          ConnectVerdict.DEVICE_NOT_SUPPORTED, "its port does not accept it as this device");
      return;
    }
    if (mustWait(device)) {
      connection.hold();
      held.add(connection);
      return;
    }
    connection.awaitVerdict();
    if (catalog.find(device.module()).isEmpty()) {
      connection.refuse(
          ConnectVerdict.MODULE_NOT_SUPPORTED,
          "no module serves number " + Integer.toUnsignedString(device.module()));
    } else {
      connection.moveTo(lanes.nettyLane(device.module()));
    }
  }

  /** Second half; on the lane. */
  void decideOnLane(DeviceConnection connection, NettyLane lane) {
    if (connection.isClosed()) {
      return;
    }
    Device device = connection.device();
    ModuleHandler present = handler;
    Optional<ServedModule> served = catalog.find(device.module());
    if (connection.isCutOff() || present == null || served.isEmpty()) {
      connection.close(
          connection.isCutOff() ? DisconnectCause.DEADLINE : DisconnectCause.MODULE_UNAVAILABLE);
      return;
    }
    if (!served.get().deviceTypes().supports(device.deviceType())) {
      connection.refuse(
          ConnectVerdict.DEVICE_NOT_SUPPORTED,
          "module " + served.get() + " supports device types " + served.get().deviceTypes());
      return;
    }
    if (device.role().isEmpty()) {
      connection.refuse(
          ConnectVerdict.DEVICE_NOT_SUPPORTED,
          "its role is empty, which the External Server does not accept");
      return;
    }
    if (isTaken(connection, lane)) {
      decideLater(connection, lane, MAX_LOOKS);
    } else {
      register(connection, lane, present);
    }
  }

  /**
   * Looks again in a millisecond: the device that holds the key may have gone a moment ago, because
   * both clients reconnect at once, and take a refusal as final. The end of a connection is seen
   * only behind all that it has sent, so one look of the event loop at its sockets is not enough.
   */
  private void decideLater(DeviceConnection connection, NettyLane lane, int looks) {
    lane.executor()
        .schedule(() -> decideAgain(connection, lane, looks - 1), 1, TimeUnit.MILLISECONDS);
  }

  /** Tells whether the key belongs to a device that this one is too weak to evict. */
  private static boolean isTaken(DeviceConnection connection, NettyLane lane) {
    DeviceConnection connected = lane.find(connection.device().key());
    return connected != null && connection.device().comparePriority(connected.device()) >= 0;
  }

  private static boolean isEqual(DeviceConnection connection, NettyLane lane) {
    DeviceConnection connected = lane.find(connection.device().key());
    return connected != null && connection.device().comparePriority(connected.device()) == 0;
  }

  private void decideAgain(DeviceConnection connection, NettyLane lane, int looks) {
    if (connection.isClosed()) {
      return;
    }
    ModuleHandler present = handler;
    if (present == null || connection.isCutOff()) {
      connection.close(DisconnectCause.MODULE_UNAVAILABLE);
    } else if (!isTaken(connection, lane)) {
      register(connection, lane, present);
    } else if (looks > 0) {
      decideLater(connection, lane, looks);
    } else if (isEqual(connection, lane)) {
      connection.refuse(ConnectVerdict.ALREADY_CONNECTED, "it is already connected");
    } else {
      connection.refuse(
          ConnectVerdict.HIGHER_PRIORITY_ALREADY_CONNECTED, "a stronger one is connected");
    }
  }

  private void register(DeviceConnection connection, NettyLane lane, ModuleHandler present) {
    if (testing == Testing.SERV_TOO_LONG) {
      connection.letWait();
      return;
    }
    Device device = connection.device();
    DeviceConnection weaker = lane.find(device.key());
    if (weaker != null) {
      weaker.close(DisconnectCause.EVICTED);
    }
    DeviceUplink uplink = present.connect(device, connection);
    lane.register(device.key(), connection);
    admission.established(connection);
    connection.accept(uplink, traffic.of(device));
  }

  /** Tells whether a connect that is refused is told so. */
  boolean answersRefused() {
    return testing != Testing.SERV_TOO_LONG;
  }

  TrafficCounters traffic() {
    return traffic;
  }

  ConnectionLog log() {
    return log;
  }

  /** Forgets a connection that has closed. Any thread. */
  void closed(DeviceConnection connection) {
    acceptor.execute(
        () -> {
          held.remove(connection);
          admission.closed(connection);
        });
  }
}
