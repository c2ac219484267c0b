package gateway.simulator.server;

import gateway.api.device.Device;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.Status;
import java.util.ArrayList;
import java.util.List;

/** From Connect to the last response to a first command (PROTOCOL sections 4.5 and 4.9). */
final class ConnectSequence {

  private enum Awaited {
    CONNECT,
    STATUSES,
    NOTHING,
    RESPONSES
  }

  private final ServerModules modules;
  private final ServerTimes times;
  private final Timer timer;
  private final Session session;
  private final ServerListener listener;
  private final Timer.Step readOn;
  private final Timer.Step complete;
  private final List<Status> statuses = new ArrayList<>();

  private Awaited awaited = Awaited.NOTHING;
  private int missing;

  /**
   * Makes a sequence.
   *
   * @param readOn is called when messages are wanted again
   * @param complete is called a moment after the last response
   */
  ConnectSequence(
      ServerSettings settings,
      Timer timer,
      Session session,
      ServerListener listener,
      Timer.Step readOn,
      Timer.Step complete) {
    modules = settings.modules();
    times = settings.times();
    this.timer = timer;
    this.session = session;
    this.listener = listener;
    this.readOn = readOn;
    this.complete = complete;
  }

  void begin() {
    awaited = Awaited.CONNECT;
    statuses.clear();
    timer.endAfter(times.message(), "no Connect came");
  }

  /** Tells whether a message would be looked at now. */
  boolean isReading() {
    return awaited != Awaited.NOTHING;
  }

  void handle(ExternalClient message) throws SessionOver {
    switch (awaited) {
      case CONNECT -> connect(message);
      case STATUSES -> status(message);
      case RESPONSES -> response(message);
      default -> throw new IllegalStateException("nothing is read now");
    }
  }

  private void connect(ExternalClient message) throws SessionOver {
    if (!message.hasConnect()) {
      listener.ignored("a message before Connect");
      return;
    }
    Connect connect = message.getConnect();
    if (connect.getSessionId().isEmpty() || connect.getDevicesCount() == 0) {
      throw SessionOver.violation("Connect without a session id or without devices");
    }
    session.begin(connect.getSessionId());
    for (gateway.protocol.internal.Device wire : connect.getDevicesList()) {
      Device device = Devices.fromWire(wire);
      if (modules.supports(device.module(), device.deviceType())) {
        session.add(device);
      } else {
        listener.ignored("device " + device.key() + " in Connect: not supported");
      }
    }
    session.publish(ServerMessages.connectResponse(session.id(), ConnectResponse.Type.OK));
    listener.sessionStarted(session.id(), List.copyOf(session.devices().values()));
    session.requireDevices();
    missing = session.devices().size();
    awaited = Awaited.STATUSES;
    awaitStatus();
  }

  private void status(ExternalClient message) throws SessionOver {
    if (!message.hasStatus()) {
      throw new SessionOver("another message instead of a first status");
    }
    awaitStatus();
    Status status = message.getStatus();
    Device device = Devices.fromWire(status.getDeviceStatus().getDevice());
    if (!modules.knows(device.module())) {
      throw new SessionOver("first status of the unknown module in " + device.key());
    }
    if (!modules.supports(device.module(), device.deviceType())) {
      listener.ignored("first status of " + device.key() + ": type not supported");
    } else if (!session.hasId(status.getSessionId())) {
      listener.ignored("first status of another session");
    } else if (status.getDeviceState() != Status.DeviceState.CONNECTING) {
      throw SessionOver.violation("first status of " + device.key() + " is not CONNECTING");
    } else if (!session.devices().containsKey(device.key())) {
      listener.ignored("first status of " + device.key() + ": not in Connect");
    } else {
      session.publish(ServerMessages.statusResponse(session.id(), status.getMessageCounter()));
      statuses.add(status);
      if (--missing == 0) {
        awaited = Awaited.NOTHING;
        timer.after(times.forward(), this::sendFirstCommands);
      }
    }
  }

  private void sendFirstCommands() throws SessionOver {
    statuses.forEach(status -> listener.statusForwarded(ForwardedStatus.of(status)));
    statuses.clear();
    session.sendFirstCommands();
    missing = session.devices().size();
    awaited = Awaited.RESPONSES;
    awaitResponse();
    readOn.run();
  }

  private void response(ExternalClient message) throws SessionOver {
    if (message.hasConnect()) {
      throw new SessionOver("Connect instead of a response to a first command");
    }
    awaitResponse();
    if (!message.hasCommandResponse()) {
      listener.ignored("a status while first commands wait for their responses");
      return;
    }
    CommandResponse response = message.getCommandResponse();
    if (!session.hasId(response.getSessionId())) {
      listener.ignored("a command response of another session");
      return;
    }
    session.answered(response);
    if (--missing == 0) {
      awaited = Awaited.NOTHING;
      timer.after(times.settle(), complete);
    }
  }

  private void awaitStatus() {
    timer.endAfter(times.message(), "a first status did not come");
  }

  private void awaitResponse() {
    timer.endAfter(times.message(), "a response to a first command did not come");
  }
}
