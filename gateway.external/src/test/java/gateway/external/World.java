package gateway.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.cloud.CloudTransport;
import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.api.view.EndpointView.State;
import gateway.api.view.StoreView;
import gateway.external.base.FakeStages;
import gateway.external.base.Loop;
import gateway.external.base.ModuleNumbers;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import gateway.external.link.MqttTransport;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.FakeDisk;
import gateway.external.undelivered.Store;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.protocol.external.ExternalServer;
import gateway.protocol.external.Status.DeviceState;
import gateway.simulator.server.ExternalServerModel;
import gateway.simulator.server.ForwardedStatus;
import gateway.simulator.server.ServerListener;
import gateway.simulator.server.ServerOutput;
import gateway.simulator.server.ServerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An endpoint, a broker with delays, and the model of the real External Server, in virtual time.
 * Statuses are numbered per device.
 */
final class World implements MqttTransport.Brokers, ServerOutput, ServerListener {

  /** What the External Server has seen of one device. */
  static final class Seen {
    final List<Integer> statuses = new ArrayList<>();
    final List<Integer> inErrors = new ArrayList<>();

    /** Whatever an error message of a completed connect sequence has told. */
    int settled;

    int newestInError;
  }

  final VirtualExecutor time = new VirtualExecutor();
  final FakeStages stages = new FakeStages();
  final Map<String, Seen> seen = new LinkedHashMap<>();
  final Map<String, Integer> sent = new LinkedHashMap<>();
  final List<String> ignored = new ArrayList<>();
  final List<String> ends = new ArrayList<>();

  /** What was folded twice, or told again after a connect sequence that was complete. */
  final List<String> doubled = new ArrayList<>();

  final FakeDisk disk = new FakeDisk();
  final ExternalServerModel server;
  Store store;
  Endpoint endpoint;
  int delivered;
  boolean brokerUp = true;

  /** A broker ends the link of a client that sends more, or acknowledges it and drops it. */
  int closesAbove = Integer.MAX_VALUE;

  int dropsAbove = Integer.MAX_VALUE;
  int largestSent;

  /** Stands among the statuses where a process has ended. */
  static final int PROCESS_ENDED = -1;

  private static final long SECOND = 1_000_000_000;

  /** A commit, and that the batches of all endpoints are gathered. */
  private static final long MAX_COMMIT = 110;

  /** Of whom the disk held older data than those that had come, because it had failed. */
  final Set<String> late = new TreeSet<>();

  /** What may be missing, because it was in memory only when the process was killed. */
  final Map<String, Set<Integer>> excused = new LinkedHashMap<>();

  private final Map<String, List<Long>> forwarded = new LinkedHashMap<>();
  private final Settings settings;
  private VirtualProcess process;
  private long storeFailedAt = -1;
  private long startedAt;
  private boolean processEnded;
  private final Random random;
  private final int longestDelay;
  private Optional<Link> link = Optional.empty();
  private boolean serverSubscribed;
  private int serverConnections;
  private long toServer;
  private long toGateway;
  private int sessions;

  World(Random random, int longestDelay, Settings settings) {
    this(random, longestDelay, settings, ServerSettings.DEFAULT);
  }

  World(Random random, int longestDelay, Settings settings, ServerSettings serverSettings) {
    this.random = random;
    this.longestDelay = longestDelay;
    this.settings = settings;
    start();
    server = new ExternalServerModel(serverSettings, time, time::nanoTime, this, this);
    server.brokerConnected();
  }

  private void start() {
    process = new VirtualProcess(time);
    startedAt = time.nanoTime();
    disk.onOpen = this::opened;
    store = new Store(disk, "disk", settings.store().maxBytes(), process, time::nanoTime);
    store.open();
    CloudTransport transport = new MqttTransport(this, process, time::nanoTime, random::nextDouble);
    endpoint =
        new Endpoint(
            Setup.endpoint("e", "host", 1883, ModuleNumbers.parse("*")),
            new Loop(process, time::nanoTime),
            () -> "co/v1",
            module -> true,
            new Endpoint.Shared(
                () -> settings,
                stages,
                store,
                new Budget(settings.bounds().undeliveredMaxBytes()),
                protocol -> transport,
                () -> "session" + ++sessions,
                random::nextDouble));
  }

  private void opened() {
    if (time.nanoTime() > startedAt) {
      storedAreLate();
    }
  }

  private void storedAreLate() {
    late.addAll(disk.storedRoles());
  }

  void advance(long millis) {
    time.advance(Duration.ofMillis(millis));
    assertTrue(endpoint.snapshot().load().inFlight() <= 10, "window exceeded");
    if (endpoint.snapshot().link().state() == State.CONNECTED
        && endpoint.snapshot().load().inFlight() == 0
        && endpoint.snapshot().load().undelivered() == 0) { // nobody is still to join
      seen.values().forEach(of -> of.settled = Math.max(of.settled, of.newestInError));
    }
    if (store.snapshot().state() != StoreView.State.OK) {
      storeFailedAt = time.nanoTime();
    }
  }

  // Devices.

  /** A live device of any kind sends its next status. */
  void status(Device device) {
    int number = sent.merge(device.role(), 1, Integer::sum);
    sent(device.role());
    Payload status = Payload.ofText("" + number);
    stages.alive(device, "" + number);
    endpoint.forward(new StatusReport(device, status, false));
  }

  /** Its next status, with so many characters. */
  void status(String role, int length) {
    int number = sent.merge(role, 1, Integer::sum);
    sent(role);
    String status = "0".repeat(length - ("" + number).length()) + number;
    stages.alive(Bench.device(role), status);
    endpoint.forward(new StatusReport(Bench.device(role), Payload.ofText(status), false));
  }

  void status(String role) {
    int number = sent.merge(role, 1, Integer::sum);
    sent(role);
    stages.alive(Bench.device(role), "" + number);
    endpoint.forward(report(role, number, false));
  }

  void leave(String role) {
    stages.live.remove(Bench.device(role).key());
    sent(role);
    endpoint.forward(report(role, sent.merge(role, 1, Integer::sum), true));
  }

  boolean isLive(String role) {
    return stages.live.containsKey(Bench.device(role).key());
  }

  private void sent(String role) {
    forwarded.computeIfAbsent(role, r -> new ArrayList<>()).add(time.nanoTime());
  }

  private static StatusReport report(String role, int number, boolean last) {
    return new StatusReport(Bench.device(role), Payload.ofText("" + number), last);
  }

  // The process.

  /** What is in memory is gone, and the devices with it; what is on the disk is there. */
  void kill() {
    boolean storeWorks =
        store.snapshot().state() == StoreView.State.OK
            && (storeFailedAt < 0 || time.nanoTime() - storeFailedAt > SECOND);
    long since =
        storeWorks
            ? time.nanoTime() - TimeUnit.MILLISECONDS.toNanos(settings.store().after() + MAX_COMMIT)
            : -1;
    forwarded.forEach(
        (role, times) -> {
          for (int i = times.size() - 1; i >= 0 && times.get(i) > since; i--) {
            excused.computeIfAbsent(role, r -> new TreeSet<>()).add(i + 1);
          }
        });
    if (!storeWorks) {
      storedAreLate(); // the disk could not be told what was delivered
    }
    end();
    stages.live.clear();
    start();
  }

  /** As with a changed configuration: the devices stay. */
  void restart() {
    boolean storeWorks = store.snapshot().state() == StoreView.State.OK;
    endpoint.stop();
    time.advance(Duration.ofMillis(2500));
    endpoint.flush();
    time.advance(Duration.ofMillis(5));
    if (!storeWorks || store.snapshot().state() != StoreView.State.OK) {
      forwarded.forEach(
          (role, times) -> {
            for (int i = 1; i <= times.size(); i++) {
              excused.computeIfAbsent(role, r -> new TreeSet<>()).add(i);
            }
          });
      storedAreLate();
    }
    store.close();
    end();
    start();
  }

  private void end() {
    process.shutdownNow();
    link.ifPresent(Link::forget);
    link = Optional.empty();
    processEnded = true;
  }

  /** What a process has published arrives after its end, too. */
  @Override
  public void sessionStarted(String sessionId, List<Device> accepted) {
    if (processEnded) {
      processEnded = false;
      for (Seen of : seen.values()) {
        of.settled = 0;
        of.newestInError = 0;
        of.statuses.add(PROCESS_ENDED);
      }
    }
  }

  // Faults.

  void cutGateway() {
    link.ifPresent(Link::cut);
  }

  void brokerDown() {
    brokerUp = false;
    cutGateway();
    serverLost();
  }

  void brokerBack() {
    brokerUp = true;
    server.brokerConnected();
  }

  void serverLost() {
    serverConnections++;
    serverSubscribed = false;
    server.brokerLost();
  }

  // The broker. Order is kept in each direction.

  private long later(long notBefore) {
    long at = time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(longestDelay + 1));
    return Math.max(notBefore, at);
  }

  private void at(long nanos, Runnable task) {
    time.schedule(task, nanos - time.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public BrokerConnection open(BrokerSettings broker, BrokerConnection.Listener listener) {
    Link opened = new Link(broker.subscriptions(), listener);
    link = Optional.of(opened);
    at(
        later(0),
        () -> {
          if (brokerUp) {
            opened.subscribed = true;
            opened.tell(listener::ready);
          } else {
            opened.cut();
          }
        });
    return opened;
  }

  private final class Link implements BrokerConnection {
    private final List<String> topics;
    private final Listener listener;
    private boolean subscribed;
    private boolean closed;

    /** The broker reads nothing more. */
    private boolean ended;

    Link(List<String> topics, Listener listener) {
      this.topics = topics;
      this.listener = listener;
    }

    @Override
    public void publish(String topic, byte[] message, boolean retained) {
      throw new AssertionError("the link wants to know when it arrives");
    }

    @Override
    public void subscribe(String filter, Runnable acknowledged) {
      throw new AssertionError("links subscribe when they connect");
    }

    @Override
    public void unsubscribe(String filter) {
      throw new AssertionError("links keep their subscriptions");
    }

    @Override
    public void publish(String topic, byte[] message, boolean retained, Runnable acknowledged) {
      if (closed) {
        return;
      }
      largestSent = Math.max(largestSent, message.length);
      toServer = later(toServer);
      int connection = serverConnections;
      at(
          toServer,
          () -> {
            if (!brokerUp || ended) {
              return;
            }
            if (message.length > closesAbove) {
              ended = true;
              cut();
              return;
            }
            tell(acknowledged);
            if (message.length <= dropsAbove
                && serverSubscribed
                && connection == serverConnections) {
              server.receive(message);
            }
          });
    }

    void tell(Runnable what) {
      toGateway = later(toGateway);
      at(
          toGateway,
          () -> {
            if (!closed) {
              what.run();
            }
          });
    }

    /** Its process has ended. */
    void forget() {
      closed = true;
    }

    void cut() {
      if (!closed) {
        closed = true;
        listener.lost("cut");
      }
    }

    @Override
    public CompletionStage<Void> close() {
      closed = true;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> abort() {
      throw new AssertionError("links leave in good order");
    }
  }

  // The server's side of the broker.

  @Override
  public CompletionStage<?> publish(ExternalServer message) {
    byte[] bytes = message.toByteArray();
    return toGateway(link -> link.listener.message(link.topics.get(0), bytes));
  }

  @Override
  public CompletionStage<?> notifyDisconnect() {
    return toGateway(link -> link.listener.message(link.topics.get(1), new byte[0]));
  }

  private CompletionStage<?> toGateway(java.util.function.Consumer<Link> message) {
    link.filter(l -> l.subscribed && brokerUp).ifPresent(l -> l.tell(() -> message.accept(l)));
    return answered();
  }

  private CompletionStage<?> answered() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    int connection = serverConnections;
    at(
        later(0),
        () -> {
          if (brokerUp && connection == serverConnections) {
            answer.complete(null);
          } else {
            answer.completeExceptionally(new IllegalStateException("lost"));
          }
        });
    return answer;
  }

  @Override
  public CompletionStage<?> subscribe() {
    return answered()
        .whenComplete((done, failure) -> serverSubscribed = serverSubscribed || failure == null);
  }

  @Override
  public void unsubscribe() {
    serverSubscribed = false;
  }

  // What the server sees.

  @Override
  public void statusForwarded(ForwardedStatus status) {
    Device device = status.device();
    Seen of = seen.computeIfAbsent(device.role(), role -> new Seen());
    int number = Integer.parseInt(status.data().toText());
    status
        .error()
        .ifPresent(
            error -> {
              int before = of.settled;
              for (String folded : error.isEmpty() ? new String[0] : error.toText().split(",")) {
                int foldedNumber = Integer.parseInt(folded);
                if (foldedNumber <= before && !late.contains(device.role())) {
                  doubled.add(device.role() + ": " + foldedNumber + " after " + before);
                }
                before = foldedNumber;
                of.inErrors.add(foldedNumber);
              }
              of.newestInError = before;
            });
    of.statuses.add(number);
    if (status.state() != DeviceState.DISCONNECT) {
      delivered++;
    }
  }

  @Override
  public void ignored(String what) {
    ignored.add(what);
  }

  @Override
  public void sessionEnded(String reason, boolean notified) {
    ends.add(reason);
  }
}
