package gateway.tests;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.protocol.external.CommandResponse;
import gateway.simulator.server.ForwardedStatus;
import gateway.simulator.server.MqttServer;
import gateway.simulator.server.MqttServer.BrokerAddress;
import gateway.simulator.server.ServerListener;
import gateway.simulator.server.ServerModules;
import gateway.simulator.server.ServerSettings;
import gateway.simulator.server.ServerTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The External Server of one vehicle, and what it has seen, one line an event. A device is called
 * by its role, with its priority behind a colon if that is not 0.
 */
final class Cloud implements ServerListener, AutoCloseable {

  /** As patient as the real server, and as quick as a test wants it between two sessions. */
  private static final ServerTimes TIMES =
      new ServerTimes(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMillis(50),
          Duration.ZERO,
          Duration.ofMillis(1));

  private final BrokerAddress broker;
  private final Supplier<String> gateway;
  private final List<String> events = new ArrayList<>();
  private ServerSettings settings = ServerSettings.DEFAULT.with(TIMES);
  private MqttServer server;
  private volatile String session = "";
  private int seen;

  /**
   * Makes a server that is not there yet.
   *
   * @param gateway explains the state of the gateway when an event does not come
   */
  Cloud(BrokerAddress broker, Supplier<String> gateway) {
    this.broker = broker;
    this.gateway = gateway;
  }

  /** From the next start on the server has libraries for these modules only. */
  void knowOnly(ServerModules modules) {
    settings = settings.with(modules);
  }

  /** From the next start on the server ends a session after this time without a message. */
  void endSessionsAfter(Duration silence) {
    settings =
        settings.with(
            new ServerTimes(
                TIMES.message(), silence, TIMES.deaf(), TIMES.forward(), TIMES.settle()));
  }

  /** Starts a server, and returns when it waits for a Connect. */
  void start() throws Exception {
    server = new MqttServer(broker, settings, this, state -> add("broker: " + state));
    server.start();
    await("listening");
  }

  /** Stops the server as its operator would. */
  @Override
  public void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  /** Gives a command to a device as a user of the cloud does. */
  void command(DeviceKey device, String data) {
    server.command(device, Payload.ofText(data));
  }

  /** Returns the id of the latest session. */
  String session() {
    return session;
  }

  /**
   * Waits for an event that begins like this and comes after those awaited so far.
   *
   * @return the whole event
   */
  String await(String beginning) throws Exception {
    String[] found = new String[1];
    Await.until(
        "the External Server has seen \"" + beginning + '"',
        () -> (found[0] = next(beginning)) != null,
        () -> "It has seen\n  " + String.join("\n  ", events()) + '\n' + gateway.get());
    return found[0];
  }

  /** Returns how many events begin like this. */
  long count(String beginning) {
    return events().stream().filter(event -> event.startsWith(beginning)).count();
  }

  /** Returns everything that happened. */
  synchronized List<String> events() {
    return List.copyOf(events);
  }

  private synchronized String next(String beginning) {
    for (int i = seen; i < events.size(); i++) {
      if (events.get(i).startsWith(beginning)) {
        seen = i + 1;
        return events.get(i);
      }
    }
    return null;
  }

  private synchronized void add(String event) {
    events.add(event);
  }

  private static String label(Device device) {
    return device.priority() == 0 ? device.role() : device.role() + ':' + device.priority();
  }

  @Override
  public void listening() {
    add("listening");
  }

  @Override
  public void sessionStarted(String sessionId, List<Device> accepted) {
    session = sessionId;
    add("session " + accepted.stream().map(Cloud::label).collect(Collectors.joining(" ")));
  }

  @Override
  public void sessionRunning(String sessionId) {
    add("running");
  }

  @Override
  public void sessionEnded(String reason, boolean notified) {
    add("ended: " + reason);
  }

  @Override
  public void statusForwarded(ForwardedStatus status) {
    add(
        status.state()
            + " "
            + label(status.device())
            + ' '
            + status.data().toText()
            + status.error().map(error -> " error " + error.toText()).orElse(""));
  }

  @Override
  public void commandSent(SentCommand command) {
    add("command " + label(command.device()) + ' ' + command.data().toText());
  }

  @Override
  public void commandDelivered(SentCommand command, CommandResponse.Type type) {
    add(type + " " + label(command.device()) + ' ' + command.data().toText());
  }

  @Override
  public void ignored(String what) {
    add("ignored: " + what);
  }
}
