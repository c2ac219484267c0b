package gateway.simulator.server;

import com.google.protobuf.ByteString;
import gateway.api.device.Device;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.test.VirtualExecutor;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status;
import gateway.protocol.external.Status.DeviceState;
import gateway.protocol.internal.DeviceStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A server in virtual time, with a broker that acknowledges when it is told to. */
final class ServerHarness implements ServerOutput, ServerListener {

  static final Device DRIVING = Device.of(1, 1, "driving", "car7", 3);
  static final Device BUTTON = Device.of(2, 0, "button", "b", 0);
  static final String SESSION = "abcDEF12";

  final VirtualExecutor time = new VirtualExecutor();
  final Deque<ExternalServer> published = new ArrayDeque<>();
  final List<CompletableFuture<Void>> unacknowledged = new ArrayList<>();
  final List<ForwardedStatus> forwarded = new ArrayList<>();
  final List<SentCommand> delivered = new ArrayList<>();
  final List<String> ends = new ArrayList<>();
  final ExternalServerModel server;
  boolean acknowledging = true;
  boolean subscribed;
  int notifications;
  private int counter;

  ServerHarness() {
    ServerModules modules = ServerModules.of(Map.of(1, DeviceTypes.of(0, 1), 2, DeviceTypes.of(0)));
    server =
        new ExternalServerModel(
            ServerSettings.DEFAULT.with(modules), time, time::nanoTime, this, this);
    server.brokerConnected();
    time.runDue();
  }

  /** Runs a connect sequence to its end, and over the settle time. */
  static ServerHarness running(Device... devices) {
    ServerHarness harness = new ServerHarness();
    harness.sequence(devices);
    harness.advance(Duration.ofMillis(300));
    return harness;
  }

  /** Runs a connect sequence to its last command response. */
  void sequence(Device... devices) {
    connect(SESSION, devices);
    for (Device device : devices) {
      status(device, DeviceState.CONNECTING);
    }
    answerCommands();
  }

  void connect(String session, Device... devices) {
    Connect.Builder connect =
        Connect.newBuilder().setSessionId(session).setCompany("co").setVehicleName("v1");
    for (Device device : devices) {
      connect.addDevices(Devices.toWire(device));
    }
    send(ExternalClient.newBuilder().setConnect(connect).build());
  }

  /** Sends the next status and returns its counter. */
  int status(Device device, DeviceState state) {
    status(SESSION, device, state, ++counter);
    return counter;
  }

  /** Leaves a counter out. */
  int skip() {
    return ++counter;
  }

  void status(String session, Device device, DeviceState state, int number) {
    send(
        ExternalClient.newBuilder()
            .setStatus(
                Status.newBuilder()
                    .setSessionId(session)
                    .setDeviceState(state)
                    .setMessageCounter(number)
                    .setDeviceStatus(
                        DeviceStatus.newBuilder()
                            .setDevice(Devices.toWire(device))
                            .setStatusData(ByteString.copyFromUtf8("{\"n\":" + number + "}"))))
            .build());
  }

  void respond(String session, int number, CommandResponse.Type type) {
    send(
        ExternalClient.newBuilder()
            .setCommandResponse(
                CommandResponse.newBuilder()
                    .setSessionId(session)
                    .setMessageCounter(number)
                    .setType(type))
            .build());
  }

  void answerCommands() {
    for (ExternalServer message : List.copyOf(published)) {
      if (message.hasCommand()) {
        published.remove(message);
        respond(SESSION, message.getCommand().getMessageCounter(), CommandResponse.Type.OK);
      }
    }
  }

  void send(ExternalClient message) {
    server.receive(message.toByteArray());
    time.runDue();
  }

  void command(Device device, String data) {
    server.command(device.key(), Optional.of(device.name()), Payload.ofText(data));
    time.runDue();
  }

  void advance(Duration by) {
    time.advance(by);
  }

  /** Takes the counters of the status responses published so far. */
  List<Integer> responses() {
    List<Integer> counters =
        published.stream()
            .filter(ExternalServer::hasStatusResponse)
            .map(message -> message.getStatusResponse().getMessageCounter())
            .toList();
    published.removeIf(ExternalServer::hasStatusResponse);
    return counters;
  }

  boolean alive() {
    return ends.isEmpty();
  }

  @Override
  public CompletionStage<?> publish(ExternalServer message) {
    published.add(message);
    return acknowledgement();
  }

  @Override
  public CompletionStage<?> notifyDisconnect() {
    notifications++;
    return acknowledgement();
  }

  private CompletionStage<?> acknowledgement() {
    CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
    if (acknowledging) {
      acknowledgement.complete(null);
    } else {
      unacknowledged.add(acknowledgement);
    }
    return acknowledgement;
  }

  @Override
  public CompletionStage<?> subscribe() {
    subscribed = true;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void unsubscribe() {
    subscribed = false;
  }

  @Override
  public void statusForwarded(ForwardedStatus status) {
    forwarded.add(status);
  }

  @Override
  public void commandDelivered(SentCommand command, CommandResponse.Type type) {
    delivered.add(command);
  }

  @Override
  public void sessionEnded(String reason, boolean notified) {
    ends.add(reason);
  }
}
