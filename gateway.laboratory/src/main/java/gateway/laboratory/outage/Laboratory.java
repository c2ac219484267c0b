package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import gateway.laboratory.process.LogRecord;
import gateway.simulator.server.MqttServer.BrokerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A vehicle and its cloud, all of real processes but the devices and the External Server. */
final class Laboratory implements AutoCloseable {

  private static final String COMPANY = "lab";
  private static final String VEHICLE = "car1";
  private static final int START_MILLIS = 30_000;
  private static final int CALM_MILLIS = 2 * LabTimes.STATUS_DEADLINE;
  private static final long COMMAND_MILLIS = 300;

  private final LabLog log;
  private final Violations violations;
  private final Ledger ledger;
  private final PhaseTrigger trigger = new PhaseTrigger();
  private final StoreEvents storeEvents;
  private final AuditBook book;
  private final Broker broker;
  private final Relay relay;
  private final Cloud cloud;
  private final DataPlace place;
  private final GatewayProcess gateway;
  private final MachineStalls stalls = new MachineStalls();
  private final Fleet fleet;
  private final Optional<SmallDisk> disk;
  private final Optional<DataPlace> limited;
  private final TestRig rig;
  private final GatewayMonitor monitor;
  private volatile LinkAudit link;
  private volatile boolean closed;

  /**
   * Makes a laboratory in which nothing runs yet.
   *
   * @param work folder for everything that is written
   * @param home the distribution of the gateway
   * @param apart whether its stages are in processes of their own
   */
  Laboratory(Path work, Path home, Path mosquitto, boolean apart, int devices, long periodNanos)
      throws IOException, InterruptedException {
    log = new LabLog(work.resolve("lab.log"));
    violations = new Violations(log);
    ledger = new Ledger(violations);
    storeEvents = new StoreEvents(violations);
    book = new AuditBook(COMPANY, VEHICLE, violations, ledger, trigger, stalls::since, log);
    broker = new Broker(mosquitto, work.resolve("mosquitto.log"));
    relay = new Relay(broker.port(), this::newLink);
    BrokerAddress address = new BrokerAddress("127.0.0.1", broker.port(), COMPANY, VEHICLE);
    cloud = new Cloud(address, ledger, violations, log);
    place = DataPlace.plain(Files.createDirectories(work.resolve("data")));
    Optional<Broker> between =
        apart ? Optional.of(new Broker(mosquitto, work.resolve("between.log"))) : Optional.empty();
    if (between.isPresent()) {
      between.get().start();
    }
    gateway =
        new GatewayProcess(
            home,
            GatewayConfiguration.write(work.resolve("gateway.json"), COMPANY, VEHICLE, relay),
            place,
            work,
            between,
            this::logged,
            violations,
            log);
    fleet = new Fleet(devices, periodNanos, ledger, gateway, stalls, violations, log);
    disk = SmallDisk.mount(work.resolve("disk"));
    limited = LimitedUser.place(work, home, place);
    monitor = new GatewayMonitor(gateway);
    rig =
        new TestRig(
            COMPANY + '/' + VEHICLE,
            broker,
            relay,
            cloud,
            gateway,
            ledger,
            fleet,
            this::known,
            trigger,
            storeEvents,
            stalls,
            violations,
            log);
  }

  private LinkWatch newLink() {
    LinkAudit audit = new LinkAudit(book);
    link = audit;
    ledger.linked();
    return audit;
  }

  private void logged(LogRecord entry) {
    if (storeEvents.saysDamage(entry)) {
      ledger.damaged();
    }
    entry
        .exception()
        .ifPresent(name -> violations.violation("the gateway logs an exception: " + entry.text()));
  }

  /** Starts everything and waits until it works. */
  void start() throws IOException, InterruptedException {
    broker.start();
    cloud.start();
    gateway.start();
    fleet.start();
    Threads.start("commands", this::giveCommands);
    awaitStart(() -> !ledger.mark().numbers().contains(0));
    Ledger.Mark mark = ledger.mark();
    awaitStart(() -> ledger.isSettled(mark));
    ledger.settle(mark);
  }

  private void awaitStart(BooleanSupplier condition) throws IOException, InterruptedException {
    if (!Threads.await(START_MILLIS, condition)) {
      throw new IOException("no status arrives at the External Server");
    }
  }

  private void giveCommands() {
    Random random = new Random(1);
    try {
      for (int number = 1; !closed; number++) {
        TimeUnit.MILLISECONDS.sleep(COMMAND_MILLIS);
        List<LabDevice> devices = fleet.devices();
        LabDevice device = devices.get(random.nextInt(devices.size()));
        cloud.command(device.key(), device.kind().command(number));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the maker of the faults. */
  Faults faults() {
    return new Faults(rig, place, disk, limited);
  }

  /** Runs a round. */
  RoundResult run(RoundPlan plan, Fault fault) throws IOException, InterruptedException {
    storeEvents.begin();
    RoundResult result = new OutageRound(rig, plan, fault, violations).run();
    log.flush();
    return result;
  }

  /** Watches a while in which nothing goes wrong: the session must hold. */
  Violations.Found calm() throws InterruptedException {
    rig.awaitSession();
    log.note("round", "calm");
    long before = cloud.endedSessions();
    Thread.sleep(CALM_MILLIS);
    if (cloud.endedSessions() != before) {
      violations.violation("a session has ended though nothing went wrong");
    }
    return violations.take();
  }

  private Set<DeviceKey> known() {
    LinkAudit newest = link;
    return newest != null && newest.isOpen() && newest.session().isEstablished()
        ? newest.session().known()
        : Set.of();
  }

  /** Returns the largest store seen, in bytes. */
  long largestStore() {
    return monitor.largestStore();
  }

  /** Returns the bytes that the gateway has written while it served. */
  long written() {
    return monitor.written();
  }

  /** Returns how busy the machine was, and what was excused by that; empty if nothing was. */
  Optional<String> excuses() {
    return fleet.excuses() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d waits over the deadline are not counted: in %.0f %% of the time processes"
                    + " waited for a processor of this machine.",
                fleet.excuses(),
                100 * stalls.share()));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    fleet.close();
    gateway.close();
    cloud.close();
    relay.close();
    broker.close();
    disk.ifPresent(SmallDisk::close);
    monitor.close();
    stalls.close();
    log.close();
  }
}
