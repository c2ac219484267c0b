package gateway.laboratory.outage;

import gateway.laboratory.process.LogRecord;
import gateway.protocol.internal.Device;
import gateway.protocol.internal.DeviceConnectResponse.ResponseType;
import gateway.simulator.wire.DeviceConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The gateway under test: the distribution that this program came with, in one process, or in one
 * for each stage with a broker between them.
 */
final class GatewayProcess implements AutoCloseable, StageProcess.Listener {

  static final String INTERNAL_SERVER = "internal-server";
  static final String MODULE_HANDLER = "module-handler";
  static final String EXTERNAL_CLIENT = "external-client";

  private static final String WHOLE = "gateway";
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  /** A device of a number that no module serves. */
  private static final Device STRANGER =
      Device.newBuilder()
          .setModuleValue(65_000)
          .setDeviceRole("stranger")
          .setDeviceName("stranger")
          .build();

  private static final int SERVE_MILLIS = 20_000;
  private static final int LATEST = 1_000;

  private final Path home;
  private final Path work;
  private final int port;
  private final int httpPort;
  private final Optional<Broker> between;
  private final Consumer<LogRecord> entries;
  private final Findings findings;

  /** In the order in which they are stopped. */
  private final Map<String, StageProcess> processes = new LinkedHashMap<>();

  private DataPlace place;
  private volatile int generation;
  private volatile boolean serving;
  private volatile boolean refusing;
  private final AtomicInteger entriesLogged = new AtomicInteger();
  private final Queue<LogRecord> latest = new ConcurrentLinkedQueue<>();

  /**
   * Makes a gateway that is not started.
   *
   * @param home the unpacked distribution
   * @param place data folder of the gateway, or of its external client
   * @param work folder for what else is written
   * @param between the broker between its stages; without one they are in one process
   * @param entries takes the entries of its log
   */
  GatewayProcess(
      Path home,
      Path configuration,
      DataPlace place,
      Path work,
      Optional<Broker> between,
      Consumer<LogRecord> entries,
      Findings findings,
      LabLog log)
      throws IOException {
    this.home = home;
    this.place = place;
    this.work = work;
    this.between = between;
    this.entries = entries;
    this.findings = findings;
    port = Broker.freePort();
    httpPort = Broker.freePort();
    List<String> names =
        between.isPresent()
            ? List.of(INTERNAL_SERVER, MODULE_HANDLER, EXTERNAL_CLIENT)
            : List.of(WHOLE);
    for (String name : names) {
      List<String> arguments = new ArrayList<>(List.of("run"));
      arguments.addAll(between.isPresent() ? List.of(name) : List.of("--broker", "none"));
      arguments.addAll(List.of("--port", Integer.toString(port)));
      arguments.addAll(
          between.isPresent() ? List.of("--no-http") : List.of("--http", "127.0.0.1:" + httpPort));
      arguments.addAll(List.of("--config", configuration.toString()));
      Path output = work.resolve(name + ".log");
      processes.put(name, new StageProcess(name, arguments, output, this, log));
    }
  }

  /** Returns the port that devices connect to. */
  int port() {
    return port;
  }

  /** Returns what asks it how it is; empty where its stages are apart. */
  Optional<GatewayHealth> health() {
    return between.isPresent() ? Optional.empty() : Optional.of(new GatewayHealth(httpPort));
  }

  /** Returns the broker between the stages. */
  Broker between() {
    return between.orElseThrow();
  }

  /** Uses another data folder from the next start on. */
  synchronized void moveTo(DataPlace other) {
    place = other;
  }

  /** Returns the data folder as this process sees it. */
  synchronized Path data() {
    return place.seen();
  }

  /** Starts it and waits until it is ready. */
  void start() throws IOException, InterruptedException {
    start(processes.values());
  }

  /** Starts a stage and waits until devices are served again. */
  void startStage(String name) throws IOException, InterruptedException {
    start(List.of(processes.get(name)));
  }

  private void start(Collection<StageProcess> some) throws IOException, InterruptedException {
    for (StageProcess each : some) {
      begin(each);
    }
    for (StageProcess each : some) {
      each.awaitReady();
    }
    awaitServing();
  }

  private synchronized void begin(StageProcess process) throws IOException {
    boolean store = !processes.containsKey(EXTERNAL_CLIENT) || is(process, EXTERNAL_CLIENT);
    Path data = store ? place.folder() : work.resolve("data-" + process);
    process.begin(
        store ? place.prefix() : List.of(),
        home.resolve("bin/gateway"),
        List.of("--data", data.toString()),
        between
            .map(broker -> Map.of("IPC_MQTT_PORT", Integer.toString(broker.port())))
            .orElse(Map.of()));
  }

  private boolean is(StageProcess process, String name) {
    return processes.get(name) == process;
  }

  /** Waits until devices are served: with stages apart, until the internal server has a handler. */
  void awaitServing() throws IOException, InterruptedException {
    if (serving) {
      return;
    }
    if (between.isPresent() && !Threads.await(SERVE_MILLIS, this::knowsModules)) {
      throw new IOException("the internal server does not find the module handler");
    }
    synchronized (this) {
      generation++;
      serving = true;
    }
  }

  /** A device of a number without a module is told so only where all modules are known. */
  private boolean knowsModules() {
    try (DeviceConnection connection =
        DeviceConnection.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_TIMEOUT)) {
      return connection.connect(STRANGER).getResponseType() == ResponseType.MODULE_NOT_SUPPORTED;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void logged(LogRecord entry) {
    entriesLogged.incrementAndGet();
    latest.add(entry);
    while (latest.size() > LATEST) {
      latest.poll();
    }
    entries.accept(entry);
  }

  @Override
  public void printedError(StageProcess from, String line) {
    findings.violation("the " + from + " prints an error: " + line.strip());
  }

  @Override
  public void ended(StageProcess which) {
    findings.violation("the " + which + " has ended by itself");
    servesNoMore();
  }

  /** From now on devices may be disconnected. */
  synchronized void servesNoMore() {
    serving = false;
  }

  /** Tells whether one of the latest entries of its log, read since then, has this text. */
  boolean hasLogged(String part, long since) {
    return latest.stream()
        .anyMatch(entry -> entry.read() - since > 0 && entry.message().contains(part));
  }

  /** Returns how many entries its log has had so far. */
  int entriesLogged() {
    return entriesLogged.get();
  }

  /** Says whether it has a reason not to take new connections; those that it has must hold. */
  void refuses(boolean reason) {
    refusing = reason;
  }

  /** Tells whether a device that wants to connect now must be served. */
  boolean isAccepting(int run) {
    return isServing(run) && !refusing;
  }

  /** From now on nobody reads what it prints, and there is no room for more of it. */
  void stopReading() throws IOException {
    for (StageProcess each : processes.values()) {
      each.stopReading();
    }
  }

  /** What it has printed is read again. */
  void readAgain() {
    processes.values().forEach(StageProcess::readAgain);
  }

  /** Returns the folder that holds the distribution. */
  Path home() {
    return home;
  }

  /** Returns the folder for what is written beside the data. */
  Path work() {
    return work;
  }

  /** Returns which run this is, counted from 1; a connection belongs to one run. */
  int generation() {
    return generation;
  }

  /** Tells whether this run is meant to serve its devices now. */
  boolean isServing(int run) {
    return serving && generation == run;
  }

  /** Returns the process that keeps the store, 0 before the first start. */
  long pid() {
    return last().pid();
  }

  private StageProcess last() {
    StageProcess last = null;
    for (StageProcess each : processes.values()) {
      last = each;
    }
    return last;
  }

  /** Kills it with SIGKILL, and returns when it is dead. */
  void kill() {
    servesNoMore();
    processes.values().forEach(StageProcess::kill);
  }

  /** Kills a stage with SIGKILL. Devices must not notice if it is the external client. */
  void killStage(String name) {
    if (!name.equals(EXTERNAL_CLIENT)) {
      servesNoMore();
    }
    processes.get(name).kill();
  }

  /** Asks a stage to stop, with SIGTERM. */
  void terminateStage(String name) {
    if (!name.equals(EXTERNAL_CLIENT)) {
      servesNoMore();
    }
    processes.get(name).terminate();
  }

  /** Waits for the end of a stage, as for that of the gateway. */
  OptionalInt awaitEndOf(String name, long millis) throws InterruptedException {
    return processes.get(name).awaitEnd(millis);
  }

  /** Asks it to stop, with SIGTERM; stage by stage, each when the one before has ended. */
  void terminate() {
    servesNoMore();
    processes.values().iterator().next().terminate();
  }

  /**
   * Waits for its end after {@link #terminate}.
   *
   * @param millis for each stage
   * @return the exit status; empty if it did not end in time, and was killed
   */
  OptionalInt awaitEnd(long millis) throws InterruptedException {
    OptionalInt worst = OptionalInt.of(0);
    boolean first = true;
    for (StageProcess each : processes.values()) {
      if (!first) {
        each.terminate();
      }
      first = false;
      OptionalInt status = each.awaitEnd(millis);
      if (worst.equals(OptionalInt.of(0))) {
        worst = status;
      }
    }
    return worst;
  }

  @Override
  public void close() {
    servesNoMore();
    processes.values().stream().filter(StageProcess::isAlive).forEach(StageProcess::kill);
    processes.values().forEach(StageProcess::closeReadiness);
    between.ifPresent(Broker::close);
  }
}
