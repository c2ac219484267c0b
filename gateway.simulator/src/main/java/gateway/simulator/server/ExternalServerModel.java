package gateway.simulator.server;

import com.google.protobuf.InvalidProtocolBufferException;
import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status;
import gateway.simulator.server.CommandBook.ApiCommand;
import gateway.simulator.server.ServerListener.SentCommand;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The External Server of one vehicle as the real one behaves (v2.2.14; PROTOCOL sections 4.5 to
 * 4.11 and 8.3), weaknesses included: what it rejects, what it leaves unanswered, and what ends its
 * session.
 *
 * <p>The state belongs to the executor, which must run one task at a time; the public methods may
 * be called on any thread.
 */
public final class ExternalServerModel {

  private enum Phase {
    OFFLINE,
    DEAF,
    AWAITING_CONNECT,
    AWAITING_STATUSES,
    FORWARDING,
    AWAITING_RESPONSES,
    SETTLING,
    RUNNING
  }

  private final ServerModules modules;
  private final ServerTimes times;
  private final ScheduledExecutorService executor;
  private final LongSupplier nanoTime;
  private final ServerOutput output;
  private final ServerListener listener;
  private final Outbox outbox;
  private final StatusOrder order;
  private final CommandBook commands;
  private final RunningSession running = new RunningSession();

  private final Map<DeviceKey, Device> known = new LinkedHashMap<>();
  private final List<Status> firstStatuses = new ArrayList<>();

  /**
   * Messages that were not looked at yet. In a running session each arrival makes the server look
   * at one; a message that came while the connect sequence completed stays in between, and all that
   * follow are handled one late.
   */
  private final Deque<ExternalClient> inbox = new ArrayDeque<>();

  private Phase phase = Phase.OFFLINE;
  private String sessionId = "";
  private int awaited;
  private ScheduledFuture<?> timer;
  private long heard;

  /** Makes a server that waits for {@link #brokerConnected}. */
  public ExternalServerModel(
      ServerSettings settings,
      ScheduledExecutorService executor,
      LongSupplier nanoTime,
      ServerOutput output,
      ServerListener listener) {
    modules = settings.modules();
    times = settings.times();
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.output = output;
    this.listener = listener;
    outbox = new Outbox(output, executor, settings.maxUnacknowledged());
    order = new StatusOrder(executor, times.message(), () -> end("a skipped status never came"));
    commands = new CommandBook(executor, times.message(), () -> end("a command was not answered"));
  }

  /** The connection to the broker is there. */
  public void brokerConnected() {
    executor.execute(this::subscribe);
  }

  /** The connection to the broker is gone; what was unacknowledged is published again later. */
  public void brokerLost() {
    executor.execute(
        () -> {
          if (phase != Phase.OFFLINE) {
            outbox.interrupt();
            clear(Phase.OFFLINE);
            listener.sessionEnded("connection to the broker lost", false);
          }
        });
  }

  /** Takes what the gateway has published. */
  public void receive(byte[] message) {
    executor.execute(() -> arrived(message));
  }

  /**
   * Sends a command as if the API had given it: in a running session with a connected device of its
   * module at once, otherwise in the next connect sequence.
   *
   * @param name name of the device; empty to use the known one
   */
  public void command(DeviceKey device, Optional<String> name, Payload data) {
    executor.execute(() -> attempt(() -> queue(new ApiCommand(device, name, data))));
  }

  /** Ends the session with its notification, as a graceful stop does, and goes offline. */
  public void stop() {
    executor.execute(
        () -> {
          if (phase != Phase.OFFLINE) {
            boolean notified = phase != Phase.DEAF && outbox.notifyDisconnect();
            clear(Phase.OFFLINE);
            output.unsubscribe();
            listener.sessionEnded("stopped", notified);
          }
        });
  }

  private void subscribe() {
    clear(Phase.DEAF);
    output
        .subscribe()
        .whenComplete(
            (subscribed, lost) -> {
              if (lost == null) {
                executor.execute(this::awaitConnect);
              }
            });
  }

  private void awaitConnect() {
    if (phase == Phase.DEAF) {
      phase = Phase.AWAITING_CONNECT;
      outbox.publishAgain();
      await("no Connect came");
      listener.listening();
    }
  }

  private void arrived(byte[] bytes) {
    if (phase == Phase.OFFLINE || phase == Phase.DEAF) {
      listener.ignored("a message while deaf");
      return;
    }
    try {
      inbox.add(ExternalClient.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      listener.ignored("a message that is none of the protocol");
      return;
    }
    if (phase == Phase.RUNNING) {
      attempt(() -> running.handle(inbox.poll()));
    } else {
      attempt(this::readOn);
    }
  }

  /** Reads as long as the connect sequence waits for a message and there is one. */
  private void readOn() throws SessionOver {
    while (!inbox.isEmpty()) {
      switch (phase) {
        case AWAITING_CONNECT -> connect(inbox.poll());
        case AWAITING_STATUSES -> firstStatus(inbox.poll());
        case AWAITING_RESPONSES -> firstResponse(inbox.poll());
        default -> {
          return;
        }
      }
    }
  }

  private void connect(ExternalClient message) throws SessionOver {
    if (!message.hasConnect()) {
      listener.ignored("a message before Connect");
      return;
    }
    Connect connect = message.getConnect();
    if (connect.getSessionId().isEmpty() || connect.getDevicesCount() == 0) {
      throw new SessionOver("Connect without a session id or without devices");
    }
    sessionId = connect.getSessionId();
    for (gateway.protocol.internal.Device wire : connect.getDevicesList()) {
      Device device = Devices.fromWire(wire);
      if (modules.supports(device.module(), device.deviceType())) {
        requireRole(device);
        known.putIfAbsent(device.key(), device);
      } else {
        listener.ignored("device " + device.key() + " in Connect: not supported");
      }
    }
    publish(ServerMessages.connectResponse(sessionId, ConnectResponse.Type.OK));
    listener.sessionStarted(sessionId, List.copyOf(known.values()));
    requireDevices();
    awaited = known.size();
    phase = Phase.AWAITING_STATUSES;
    await("a first status did not come");
  }

  private void firstStatus(ExternalClient message) throws SessionOver {
    if (!message.hasStatus()) {
      throw new SessionOver("another message instead of a first status");
    }
    await("a first status did not come");
    Status status = message.getStatus();
    Device device = Devices.fromWire(status.getDeviceStatus().getDevice());
    if (!modules.knows(device.module())) {
      throw new SessionOver("first status of the unknown module in " + device.key());
    }
    if (!modules.supports(device.module(), device.deviceType())) {
      listener.ignored("first status of " + device.key() + ": type not supported");
    } else if (!status.getSessionId().equals(sessionId)) {
      listener.ignored("first status of another session");
    } else if (status.getDeviceState() != Status.DeviceState.CONNECTING) {
      throw new SessionOver("first status of " + device.key() + " is not CONNECTING");
    } else if (!known.containsKey(device.key())) {
      listener.ignored("first status of " + device.key() + ": not in Connect");
    } else {
      publish(ServerMessages.statusResponse(sessionId, status.getMessageCounter()));
      firstStatuses.add(status);
      if (--awaited == 0) {
        phase = Phase.FORWARDING;
        after(times.forward(), this::sendFirstCommands);
      }
    }
  }

  private void sendFirstCommands() throws SessionOver {
    firstStatuses.forEach(status -> listener.statusForwarded(ForwardedStatus.of(status)));
    firstStatuses.clear();
    for (SentCommand command : commands.first(known.values())) {
      send(command);
    }
    awaited = known.size();
    phase = Phase.AWAITING_RESPONSES;
    await("a response to a first command did not come");
    readOn();
  }

  private void firstResponse(ExternalClient message) throws SessionOver {
    if (message.hasConnect()) {
      throw new SessionOver("Connect instead of a response to a first command");
    }
    await("a response to a first command did not come");
    if (!message.hasCommandResponse()) {
      listener.ignored("a status while first commands wait for their responses");
      return;
    }
    CommandResponse response = message.getCommandResponse();
    if (!response.getSessionId().equals(sessionId)) {
      listener.ignored("a command response of another session");
      return;
    }
    delivered(response);
    if (--awaited == 0) {
      phase = Phase.SETTLING;
      after(times.settle(), running::begin);
    }
  }

  private void queue(ApiCommand command) throws SessionOver {
    int module = command.key().module();
    boolean connected = known.keySet().stream().anyMatch(key -> key.module() == module);
    commands.queue(command, connected);
    if (phase != Phase.RUNNING || !connected) {
      return;
    }
    Optional<ApiCommand> next;
    while ((next = commands.next(module)).isPresent()) {
      DeviceKey key = next.get().key();
      String knownName = known.containsKey(key) ? known.get(key).name() : "";
      Device device = new Device(key, next.get().name().orElse(knownName), 0);
      send(commands.issue(device, next.get().data(), true));
    }
  }

  private void send(SentCommand command) throws SessionOver {
    publish(ServerMessages.command(sessionId, command));
    listener.commandSent(command);
  }

  private void delivered(CommandResponse response) {
    for (SentCommand command : commands.answered(response.getMessageCounter())) {
      listener.commandDelivered(command, response.getType());
    }
  }

  private void publish(ExternalServer message) throws SessionOver {
    if (!outbox.publish(message)) {
      throw new SessionOver("too many unacknowledged messages");
    }
  }

  private static void requireRole(Device device) throws SessionOver {
    if (device.role().isEmpty()) {
      throw new SessionOver("device " + device.key() + " has an empty role");
    }
  }

  private void requireDevices() throws SessionOver {
    if (known.isEmpty()) {
      throw new SessionOver("no device is connected");
    }
  }

  private void end(String reason) {
    boolean notified = outbox.notifyDisconnect();
    if (!notified) {
      outbox.interrupt();
    }
    clear(Phase.DEAF);
    output.unsubscribe();
    listener.sessionEnded(reason, notified);
    after(times.deaf(), this::subscribe);
  }

  private void clear(Phase next) {
    stopTimer();
    phase = next;
    sessionId = "";
    known.clear();
    firstStatuses.clear();
    inbox.clear();
    order.reset();
    commands.reset();
  }

  private void await(String otherwise) {
    after(
        times.message(),
        () -> {
          throw new SessionOver(otherwise);
        });
  }

  private void after(Duration delay, Step step) {
    stopTimer();
    timer = executor.schedule(() -> attempt(step), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (SessionOver e) {
      end(e.getMessage());
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SessionOver;
  }

  /** What happens after the connect sequence. */
  private final class RunningSession {

    void begin() {
      phase = Phase.RUNNING;
      heard = nanoTime.getAsLong();
      after(times.session(), this::checkSilence);
      listener.sessionRunning(sessionId);
    }

    private void checkSilence() throws SessionOver {
      long left = times.session().toNanos() - (nanoTime.getAsLong() - heard);
      if (left <= 0) {
        throw new SessionOver("nothing valid came for too long");
      }
      after(Duration.ofNanos(left), this::checkSilence);
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
      if (!connect.getSessionId().equals(sessionId)) {
        throw new SessionOver("Connect of another session");
      }
      publish(ServerMessages.connectResponse(sessionId, ConnectResponse.Type.ALREADY_LOGGED));
      listener.ignored("Connect of this session");
    }

    private void status(Status status) throws SessionOver {
      if (!isOurs(status.getSessionId(), "a status")) {
        return;
      }
      for (Status next : order.accept(status)) {
        inOrder(next);
      }
      requireDevices();
    }

    private void inOrder(Status status) throws SessionOver {
      Device device = Devices.fromWire(status.getDeviceStatus().getDevice());
      if (!modules.supports(device.module(), device.deviceType())) {
        listener.ignored("status of " + device.key() + ": not supported");
        return;
      }
      Status.DeviceState state = status.getDeviceState();
      boolean isKnown = known.containsKey(device.key());
      switch (state) {
        case CONNECTING -> {
          if (isKnown) {
            listener.ignored("CONNECTING of " + device.key() + ": connected already");
            return;
          }
          requireRole(device);
          known.put(device.key(), device);
        }
        case RUNNING, DISCONNECT -> {
          if (!isKnown) {
            listener.ignored(state + " of " + device.key() + ": not connected");
            return;
          }
        }
        default -> {
          listener.ignored("status of " + device.key() + " in state " + state);
          return;
        }
      }
      listener.statusForwarded(ForwardedStatus.of(status));
      publish(ServerMessages.statusResponse(sessionId, status.getMessageCounter()));
      if (state == Status.DeviceState.DISCONNECT) {
        known.remove(device.key());
      }
    }

    private void commandResponse(CommandResponse response) {
      if (!isOurs(response.getSessionId(), "a command response")) {
        return;
      }
      if (response.getType() == CommandResponse.Type.DEVICE_NOT_CONNECTED) {
        commands.deviceOf(response.getMessageCounter()).ifPresent(d -> known.remove(d.key()));
      }
      delivered(response);
    }

    private boolean isOurs(String otherSessionId, String what) {
      if (!otherSessionId.equals(sessionId)) {
        listener.ignored(what + " of another session");
        return false;
      }
      heard = nanoTime.getAsLong();
      return true;
    }
  }
}
