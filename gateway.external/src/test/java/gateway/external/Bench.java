package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import gateway.api.cloud.CloudTransport;
import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.api.view.EndpointView.State;
import gateway.external.base.FakeStages;
import gateway.external.base.Loop;
import gateway.external.base.ModuleNumbers;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import gateway.external.link.FakeLinks;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.FakeDisk;
import gateway.external.undelivered.Store;
import gateway.protocol.external.Command;
import gateway.protocol.external.CommandResponse;
import gateway.protocol.external.Connect;
import gateway.protocol.external.ConnectResponse;
import gateway.protocol.external.ExternalClient;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status;
import gateway.protocol.external.StatusResponse;
import gateway.protocol.internal.DeviceCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An endpoint in virtual time, its neighbours, and an External Server played by the test. */
final class Bench {

  final VirtualExecutor time = new VirtualExecutor();
  final FakeLinks links = new FakeLinks();
  final FakeStages stages;
  final FakeDisk disk;
  final Store store;
  final Endpoint endpoint;
  final Set<Integer> elsewhere = new TreeSet<>(Set.of(9));
  String session = "";
  private int sessions;
  private int commandCounter;

  Bench() {
    this(settings(10_000, 65_536));
  }

  Bench(Settings settings) {
    this(settings, new FakeDisk(), new FakeStages());
  }

  /** A process that finds what a former one has left on the disk. */
  Bench(Settings settings, FakeDisk disk, FakeStages stages) {
    this(settings, disk, disk, stages);
  }

  /** A process with an engine of its own. */
  Bench(Settings settings, Store.Opener engine, FakeStages stages) {
    this(settings, new FakeDisk(), engine, stages);
  }

  private Bench(Settings settings, FakeDisk disk, Store.Opener engine, FakeStages stages) {
    this.disk = disk;
    this.stages = stages;
    store = new Store(engine, "disk", settings.store().maxBytes(), time, time::nanoTime);
    store.open();
    CloudTransport transport = links.transport(time);
    endpoint =
        new Endpoint(
            Setup.endpoint("e", "host", 1883, ModuleNumbers.parse("*")),
            new Loop(time, time::nanoTime),
            () -> "co/v1",
            module -> !elsewhere.contains(module),
            new Endpoint.Shared(
                () -> settings,
                stages,
                store,
                new Budget(settings.bounds().undeliveredMaxBytes()),
                protocol -> transport,
                () -> "session" + ++sessions,
                () -> 1));
    time.runDue();
  }

  static Settings settings(int queueStatuses, int errorMaxBytes) {
    return Setup.settings(queueStatuses, errorMaxBytes);
  }

  static Device device(String role) {
    return Setup.device(role);
  }

  // The handler's side.

  /** A live device sends a status. */
  void status(String role, String text) {
    stages.alive(device(role), text);
    endpoint.forward(new StatusReport(device(role), Payload.ofText(text), false));
    time.runDue();
  }

  /** A device leaves. */
  void leave(String role, String text) {
    stages.live.remove(device(role).key());
    endpoint.forward(new StatusReport(device(role), Payload.ofText(text), true));
    time.runDue();
  }

  void advance(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  State state() {
    return endpoint.snapshot().link().state();
  }

  // The External Server's side.

  FakeLinks.Link link() {
    return links.last();
  }

  /** Takes the next message that was published, in short form. */
  String next() {
    time.runDue();
    ExternalClient message = link().published.poll();
    return message == null ? "nothing" : shortForm(message);
  }

  /** Takes all messages that were published. */
  List<String> all() {
    time.runDue();
    List<String> all = new ArrayList<>();
    while (!link().published.isEmpty()) {
      all.add(next());
    }
    return all;
  }

  private String shortForm(ExternalClient message) {
    if (message.hasConnect()) {
      Connect connect = message.getConnect();
      session = connect.getSessionId();
      assertEquals("co", connect.getCompany());
      assertEquals("v1", connect.getVehicleName());
      return "Connect "
          + String.join(
              ",", connect.getDevicesList().stream().map(d -> d.getDeviceRole()).toList());
    }
    if (message.hasStatus()) {
      Status status = message.getStatus();
      assertEquals(session, status.getSessionId());
      return status.getMessageCounter()
          + " "
          + status.getDeviceState()
          + ' '
          + status.getDeviceStatus().getDevice().getDeviceRole()
          + ' '
          + status.getDeviceStatus().getStatusData().toStringUtf8()
          + (status.hasErrorMessage() ? " error " + status.getErrorMessage().toStringUtf8() : "");
    }
    CommandResponse response = message.getCommandResponse();
    assertEquals(session, response.getSessionId());
    return response.getMessageCounter() + " " + response.getType();
  }

  void say(ExternalServer message) {
    link().say(message);
    time.runDue();
  }

  void connectResponse() {
    connectResponse(session, ConnectResponse.Type.OK);
  }

  void connectResponse(String id, ConnectResponse.Type type) {
    say(
        ExternalServer.newBuilder()
            .setConnectResponse(ConnectResponse.newBuilder().setSessionId(id).setType(type))
            .build());
  }

  void ack(int counter) {
    ack(session, counter);
  }

  void ack(String id, int counter) {
    say(
        ExternalServer.newBuilder()
            .setStatusResponse(
                StatusResponse.newBuilder().setSessionId(id).setMessageCounter(counter))
            .build());
  }

  /** Sends a command with the next counter; returns the counter. */
  int command(Device device, String data) {
    command(session, commandCounter, device, data);
    return commandCounter++;
  }

  void command(String id, int counter, Device device, String data) {
    say(
        ExternalServer.newBuilder()
            .setCommand(
                Command.newBuilder()
                    .setSessionId(id)
                    .setMessageCounter(counter)
                    .setDeviceCommand(
                        DeviceCommand.newBuilder()
                            .setDevice(Setup.wire(new Device(device.key(), "other name", 0)))
                            .setCommandData(ByteString.copyFromUtf8(data))))
            .build());
  }

  void notification() {
    link().notification();
    time.runDue();
  }

  /** Plays a connect sequence with these devices, in order, up to the end of the settle time. */
  void connect(String... roles) {
    assertEquals("Connect " + String.join(",", roles), next());
    connectResponse();
    for (int i = 1; i <= roles.length; i++) {
      String status = next();
      assertTrue(status.startsWith(i + " CONNECTING " + roles[i - 1]), status);
      ack(i);
    }
    commands(roles);
    advance(300);
    assertEquals(State.CONNECTED, state());
  }

  /** Plays step 3 of the connect sequence. */
  void commands(String... roles) {
    for (String role : roles) {
      int counter = command(device(role), "");
      String answer = next();
      assertTrue(answer.startsWith(counter + " "), answer);
    }
  }

  /** A session with these devices, each of which has sent one status. */
  static Bench connected(String... roles) {
    Bench bench = new Bench();
    bench.establish(roles);
    return bench;
  }

  void establish(String... roles) {
    for (String role : roles) {
      stages.alive(device(role), role + "0");
    }
    status(roles[0], roles[0] + "0");
    connect(roles);
    assertNotNull(session);
  }
}
