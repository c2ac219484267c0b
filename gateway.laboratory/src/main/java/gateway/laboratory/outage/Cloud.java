package gateway.laboratory.outage;

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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The External Server of the laboratory: it can be stopped, killed, late, and ignorant. */
final class Cloud implements AutoCloseable {

  private static final ServerSettings SETTINGS = ServerSettings.DEFAULT.with(LabTimes.SERVER);

  private final BrokerAddress broker;
  private final Ledger ledger;
  private final Findings findings;
  private final LabLog log;
  private MqttServer server;
  private volatile Listener current;
  private volatile boolean present;
  private volatile boolean listening;
  private final AtomicLong endedSessions = new AtomicLong();
  private Duration lateness = Duration.ZERO;

  Cloud(BrokerAddress broker, Ledger ledger, Findings findings, LabLog log) {
    this.broker = broker;
    this.ledger = ledger;
    this.findings = findings;
    this.log = log;
  }

  /** Starts a server that knows all modules. */
  void start() {
    start(ServerModules.ANY);
  }

  /** Starts a server with libraries for these modules only. */
  synchronized void start(ServerModules modules) {
    log.note("cloud", "starts");
    present = true;
    current = new Listener();
    server =
        new MqttServer(broker, SETTINGS.with(modules), current, state -> log.note("cloud", state));
    server.publishAfter(lateness);
    server.start();
  }

  /** Kills the server, which sends no notification then. */
  synchronized void kill() {
    log.note("cloud", "killed");
    leave();
    server.kill();
  }

  /** Stops the server as its operator would, with the notification; takes a moment. */
  synchronized void stop() {
    log.note("cloud", "stops");
    leave();
    server.close();
  }

  private void leave() {
    present = false;
    listening = false;
  }

  /** Answers everything this much later. */
  synchronized void answerAfter(Duration later) {
    log.note("cloud", "answers after " + later.toMillis() + " ms");
    lateness = later;
    server.publishAfter(later);
  }

  /** Gives a command as a user of the cloud does. */
  synchronized void command(DeviceKey device, String data) {
    if (present) {
      server.command(device, Payload.ofText(data));
    }
  }

  /** Tells whether the server waits for the gateway, or has a session with it. */
  boolean isThere() {
    return listening;
  }

  /** Returns how many sessions have ended so far, for whatever reason. */
  long endedSessions() {
    return endedSessions.get();
  }

  @Override
  public synchronized void close() {
    if (present) {
      stop();
    }
  }

  /** Belongs to one server; what a killed one still says does not count. */
  private final class Listener implements ServerListener {

    @Override
    public void listening() {
      log.note("cloud", "listens");
      listening |= this == current && present;
    }

    @Override
    public void sessionStarted(String sessionId, List<Device> accepted) {
      log.note("cloud", "session " + sessionId);
    }

    @Override
    public void sessionRunning(String sessionId) {
      log.note("cloud", "session " + sessionId + " runs");
    }

    @Override
    public void sessionEnded(String reason, boolean notified) {
      log.note("cloud", "session ended: " + reason);
      endedSessions.incrementAndGet();
    }

    @Override
    public void brokerLost() {
      listening = false;
    }

    @Override
    public void violated(String what) {
      findings.violation("the server does not accept this: " + what);
    }

    @Override
    public void statusForwarded(ForwardedStatus status) {
      log.note(
          "cloud",
          "has "
              + status.state()
              + " "
              + status.device().key()
              + " "
              + StatusKind.number(status.data().toText()).orElse(0)
              + status.error().map(error -> " error " + error.toText()).orElse(""));
      ledger.forwarded(status);
    }

    @Override
    public void commandDelivered(SentCommand command, CommandResponse.Type type) {
      if (type == CommandResponse.Type.INVALID_COMMAND) {
        findings.violation("a valid command for " + command.device().key() + " is invalid");
      }
    }

    @Override
    public void ignored(String what) {
      log.note("cloud", "ignores " + what);
    }
  }
}
