package gateway.simulator.server;

import gateway.api.device.Device;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.Status;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What happens after the connect sequence (PROTOCOL section 4.9, "Running phase"). */
final class RunningSession {

  private final ServerModules modules;
  private final Duration patience;
  private final Timer timer;
  private final LongSupplier nanoTime;
  private final Session session;
  private final StatusOrder order;
  private final CommandBook commands;
  private final ServerListener listener;
  private long heard;

  RunningSession(
      ServerSettings settings,
      Timer timer,
      LongSupplier nanoTime,
      Session session,
      StatusOrder order,
      CommandBook commands,
      ServerListener listener) {
    modules = settings.modules();
    patience = settings.times().session();
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.session = session;
    this.order = order;
    this.commands = commands;
    this.listener = listener;
  }

  void begin() {
    heard = nanoTime.getAsLong();
    timer.after(patience, this::checkSilence);
    listener.sessionRunning(session.id());
  }

  private void checkSilence() throws SessionOver {
    long left = patience.toNanos() - (nanoTime.getAsLong() - heard);
    if (left <= 0) {
      throw new SessionOver("nothing valid came for too long");
    }
    timer.after(Duration.ofNanos(left), this::checkSilence);
  }

  void handle(ExternalClient message) throws SessionOver {
    switch (message.getMessageTypeCase()) {
      case CONNECT -> connect(message.getConnect());
      case STATUS -> status(message.getStatus());
      case COMMANDRESPONSE -> commandResponse(message.getCommandResponse());
      default -> listener.ignored("a message without content");
    }
  }

  private void connect(Connect connect) throws SessionOver {
    if (!session.hasId(connect.getSessionId())) {
      throw new SessionOver("Connect of another session");
    }
    session.publish(
        ServerMessages.connectResponse(session.id(), ConnectResponse.Type.ALREADY_LOGGED));
    listener.ignored("Connect of this session");
  }

  private void status(Status status) throws SessionOver {
    if (!isOurs(status.getSessionId(), "a status")) {
      return;
    }
    for (Status next : order.accept(status)) {
      inOrder(next);
    }
    session.requireDevices();
  }

  private void inOrder(Status status) throws SessionOver {
    Device device = Devices.fromWire(status.getDeviceStatus().getDevice());
    if (!modules.supports(device.module(), device.deviceType())) {
      listener.ignored("status of " + device.key() + ": not supported");
      return;
    }
    Status.DeviceState state = status.getDeviceState();
    boolean known = session.devices().containsKey(device.key());
    boolean answered =
        switch (state) {
          case CONNECTING -> !known;
          case RUNNING, DISCONNECT -> known;
          default -> false;
        };
    if (!answered) {
      String what =
          state + " of " + device.key() + ", which is " + (known ? "" : "not ") + "connected";
      listener.violated(what);
      listener.ignored(what);
      return;
    }
    session.add(device);
    listener.statusForwarded(ForwardedStatus.of(status));
    session.publish(ServerMessages.statusResponse(session.id(), status.getMessageCounter()));
    if (state == Status.DeviceState.DISCONNECT) {
      session.devices().remove(device.key());
    }
  }

  private void commandResponse(CommandResponse response) {
    if (!isOurs(response.getSessionId(), "a command response")) {
      return;
    }
    if (response.getType() == CommandResponse.Type.DEVICE_NOT_CONNECTED) {
      commands
          .deviceOf(response.getMessageCounter())
          .ifPresent(device -> session.devices().remove(device.key()));
    }
    session.answered(response);
  }

  private boolean isOurs(String sessionId, String what) {
    if (!session.hasId(sessionId)) {
      listener.ignored(what + " of another session");
      return false;
    }
    heard = nanoTime.getAsLong();
    return true;
  }
}
