package gateway.external;

import gateway.api.cloud.CloudTransport;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.view.EndpointView;
import gateway.api.view.EventKind;
import gateway.external.base.EndpointSettings;
import gateway.external.base.EventCounts;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.session.AfterEnd;
import gateway.external.session.Connection;
import gateway.external.session.DeviceRecord;
import gateway.external.session.DeviceRecord.Refusal;
import gateway.external.session.DeviceRecord.Standing;
import gateway.external.session.Devices;
import gateway.external.session.EndpointContext;
import gateway.external.session.Refusals;
import gateway.external.session.Session;
import gateway.external.undelivered.Backlog;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.Keeper;
import gateway.external.undelivered.Recovery;
import gateway.external.undelivered.Store;
import gateway.external.undelivered.StorePlace;
import gateway.external.undelivered.TrackedStatus;
import gateway.external.undelivered.Undelivered;
import gateway.protocol.external.CommandResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * One endpoint: takes the statuses of its modules, keeps a session with its External Server, and
 * decides when to try again (PROTOCOL sections 4.1 and 4.8). Its methods may be called from any
 * thread; its state belongs to its loop.
 */
public final class Endpoint implements EndpointView, Connection.Host, Backlog.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final Marker LOST = MarkerFactory.getMarker(EventKind.SESSION_LOST);
  private static final int STOP_TIME = 2000;

  private static final String OLDER_DATA = "older undelivered data were found in the store";

  /** A disk that takes longer to be read delays nobody. */
  private static final int RECOVERY_WAIT = 2000;

  /** What the snapshot shows, published by the loop. */
  private record Shown(
      State state,
      long since,
      String reason,
      String session,
      Load load,
      long delivered,
      long repeated,
      long lost,
      Outage outage) {}

  private record Unreleased(DeviceRecord device, TrackedStatus status) {}

  private final EndpointSettings settings;
  private final Supplier<Settings> shared;
  private final CloudTransport transport;
  private final Supplier<String> identity;
  private final Loop loop;
  final Devices devices;
  private final Backoff backoff;
  private final OutageTimes outage;
  private final Backlog backlog;
  private final Keeper keeper;
  private final Recovery recovery;
  private final EndpointContext context;
  private final EventCounts<Reconnect> reconnects = new EventCounts<>(List.of(Reconnect.values()));
  private final EventCounts<CommandResponse.Type> verdicts =
      new EventCounts<>(
          List.of(
              CommandResponse.Type.OK,
              CommandResponse.Type.DEVICE_NOT_CONNECTED,
              CommandResponse.Type.DEVICE_NOT_SUPPORTED,
              CommandResponse.Type.INVALID_COMMAND));

  /** What came before the store was read. */
  private final Deque<Runnable> early = new ArrayDeque<>();

  /** What is not on the disk, where that is the condition of sending it. */
  private final Deque<Unreleased> unreleased = new ArrayDeque<>();

  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private State state = State.NOT_INITIALIZED;
  private long since;
  private String reason = "";
  private String logged = "";
  private Optional<Connection> connection = Optional.empty();
  private Optional<Future<?>> retry = Optional.empty();
  private boolean recovering = true;
  private boolean stopping;
  private boolean closing;
  private long delivered;
  private long repeated;
  private volatile Shown shown;

  /**
   * Makes an idle endpoint.
   *
   * @param identity at the server, asked for each attempt
   * @param carried tells which module numbers it carries now
   */
  Endpoint(
      EndpointSettings settings,
      Supplier<Settings> shared,
      Loop loop,
      CloudTransport transport,
      Supplier<String> identity,
      Stages stages,
      Store store,
      Budget budget,
      IntPredicate carried,
      Supplier<String> sessionIds,
      DoubleSupplier random) {
    this.settings = settings;
    this.shared = shared;
    this.transport = transport;
    this.identity = identity;
    this.loop = loop;
    this.devices = new Devices(shared);
    this.backoff = new Backoff(shared, random);
    this.outage = new OutageTimes(loop);
    this.backlog = new Backlog(loop, shared, budget, stages, this);
    this.keeper =
        new Keeper(
            loop, store, () -> shared.get().store().after(), this::written, devices::forgotten);
    this.recovery =
        new Recovery(
            settings.name(), backlog, keeper, key -> devices.of(key).undelivered, this::adopted);
    this.context =
        new EndpointContext(
            settings.name(),
            shared,
            loop,
            stages,
            devices,
            backlog,
            keeper,
            recovery,
            new Refusals(settings.name(), devices, backlog),
            verdicts,
            carried,
            sessionIds);
    this.since = loop.now();
    store.claim(
        shared.get().vehicle().path() + '/' + settings.name(),
        claim -> loop.post(() -> recover(claim)));
    loop.after(RECOVERY_WAIT, this::goOn);
    publish();
    loop.afterBatch(this::publish);
  }

  /**
   * Takes a status for delivery.
   *
   * @return completes when it is delivered or stored, or cannot be stored now
   */
  CompletionStage<Void> forward(StatusReport report) {
    return forward(report, false);
  }

  /** As the other, for a status that a former process may have delivered. */
  CompletionStage<Void> forwardAgain(StatusReport report) {
    return forward(report, true);
  }

  private CompletionStage<Void> forward(StatusReport report, boolean again) {
    CompletableFuture<Void> secured = new CompletableFuture<>();
    loop.post(() -> take(report, again, secured));
    return secured;
  }

  /**
   * Takes what was folded elsewhere.
   *
   * @return completes with true when it is delivered or stored, or cannot be stored now; with false
   *     if it cannot be taken yet
   */
  CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    loop.post(() -> takeFolded(newest, error, taken));
    return taken;
  }

  /** The carried module numbers have changed: withdraws the devices of those that went. */
  void routesChanged() {
    loop.post(() -> connection.flatMap(Connection::session).ifPresent(Session::routesChanged));
  }

  /** Connects anew: now, and not when the wait for the next attempt is over. */
  void reconnect() {
    loop.post(
        () -> {
          if (stopping || recovering) {
            return;
          }
          if (connection.isPresent()) {
            ended("an operator asked for a new session", AfterEnd.ASKED);
          }
          if (retry.isPresent()) {
            begin();
          }
        });
  }

  /** The way to the server has come: the wait for the next attempt is over. */
  void retryNow() {
    loop.post(
        () -> {
          if (!stopping && retry.isPresent()) {
            begin();
          }
        });
  }

  /**
   * Withdraws every device that the External Server knows, disconnects, and leaves what is
   * undelivered in the store.
   *
   * @return completes on any thread within about two seconds
   */
  CompletionStage<Void> stop() {
    loop.post(this::beginStop);
    return stopped;
  }

  private void take(StatusReport report, boolean again, CompletableFuture<Void> secured) {
    if (recovering) {
      early.add(() -> take(report, again, secured));
      return;
    }
    DeviceRecord device = devices.of(report.device().key());
    recovery.meet(device.undelivered);
    TrackedStatus tracked = keeper.take(device.undelivered, report, secured);
    tracked.again = again;
    if (shared.get().store().after() == 0 || !unreleased.isEmpty()) {
      unreleased.add(new Unreleased(device, tracked));
    } else {
      take(device, tracked);
    }
  }

  private void take(DeviceRecord device, TrackedStatus tracked) {
    if (closing || state == State.NOT_CONNECTED || device.refusal == Refusal.REFUSED) {
      backlog.add(tracked);
      return;
    }
    if (tracked.again && device.standing == Standing.UNKNOWN && device.waiting.isEmpty()) {
      backlog.add(tracked);
      adopted(device, OLDER_DATA);
      resume();
      return;
    }
    device.withdraw = device.withdraw && stopping;
    devices.add(device, tracked);
    if (devices.isFull()) {
      overflow();
    } else if (connection.isPresent()) {
      connection.get().changed(device);
    } else if (retry.isEmpty()) {
      begin();
    }
  }

  private void takeFolded(StatusReport newest, Payload error, CompletableFuture<Boolean> taken) {
    if (recovering) {
      early.add(() -> takeFolded(newest, error, taken));
      return;
    }
    DeviceRecord device = devices.of(newest.device().key());
    recovery.meet(device.undelivered);
    if (closing || isUnderWay(device) || !backlog.hasRoomFor(newest, error)) {
      taken.complete(false);
      return;
    }
    CompletableFuture<Void> secured = new CompletableFuture<>();
    secured.thenRun(() -> taken.complete(true));
    backlog.addFolded(keeper.take(device.undelivered, newest, secured), error);
    adopted(device, "data arrived that were folded elsewhere");
    resume();
  }

  /** Tells whether something of a device is undelivered, which is older than what comes. */
  private boolean isUnderWay(DeviceRecord device) {
    return !device.undelivered.isEmpty()
        || keeper.keeps(device.undelivered)
        || !device.waiting.isEmpty()
        || device.standing == Standing.INTRODUCED
        || connection.flatMap(Connection::session).filter(s -> s.awaits(device)).isPresent();
  }

  /** Nothing is dropped: what waits is folded, and the next connect sequence delivers it. */
  private void overflow() {
    if (state == State.CONNECTED) {
      ended("more statuses wait than queue-statuses or queue-bytes allow", AfterEnd.AT_ONCE);
    } else {
      LOG.info("Endpoint {}: {} waiting statuses folded", settings, devices.statuses());
      devices.drain(backlog::add);
    }
  }

  private void begin() {
    retry.ifPresent(r -> r.cancel(false));
    retry = Optional.empty();
    if (!stopping) {
      Connection begun =
          new Connection(
              context,
              listener -> transport.open(settings.cloud(shared.get(), identity.get()), listener),
              this);
      connection = Optional.of(begun);
      begun.start();
    }
  }

  /** What was undelivered when the former process ended comes before what comes now. */
  private void recover(StorePlace claim) {
    keeper.begin(claim);
    recovery.begin(claim);
    goOn();
    resume();
  }

  private void goOn() {
    if (recovering) {
      recovering = false;
      early.forEach(Runnable::run);
      early.clear();
    }
  }

  /** Nobody needs to speak for undelivered data to be delivered. */
  private void resume() {
    if (connection.isEmpty() && state == State.NOT_INITIALIZED && !closing && backlog.size() > 0) {
      begin();
    }
  }

  private void written() {
    while (!unreleased.isEmpty() && (closing || keeper.isReleased(unreleased.peek().status()))) {
      Unreleased next = unreleased.remove();
      take(next.device(), next.status());
    }
    recovery.goOn();
  }

  private void adopted(Undelivered undelivered) {
    adopted(devices.of(undelivered.key), OLDER_DATA);
  }

  /** An error message travels only with what introduces its device. */
  private void adopted(DeviceRecord device, String why) {
    if (state == State.CONNECTED && device.standing != Standing.UNKNOWN) {
      ended(why, AfterEnd.AT_ONCE);
    } else {
      connection.ifPresent(c -> c.changed(device));
    }
  }

  @Override
  public void changed(Undelivered undelivered, List<TrackedStatus> folded) {
    outage.folded(folded.size());
    keeper.folded(undelivered, folded);
  }

  @Override
  public void delivered(Undelivered undelivered) {
    keeper.delivered(undelivered);
    loop.post(recovery::goOn); // may end the session, which is in the middle of something
    if (state == State.CONNECTED) {
      caughtUp();
    }
  }

  @Override
  public void quiet() {
    recovery.goOn();
    connection.ifPresent(Connection::folded);
    resume();
  }

  @Override
  public void connecting() {
    enter(State.CONNECTING, reason);
    if (backlog.size() > 0) {
      outage.began();
    }
  }

  @Override
  public void reached() {
    backoff.reached();
    outage.answered();
  }

  @Override
  public void connected(int devices) {
    enter(State.CONNECTED, "");
    logged = "";
    LOG.info(
        MarkerFactory.getMarker(EventKind.SESSION_UP),
        "Endpoint {}: session {} established, {} device(s)",
        settings,
        connection.orElseThrow().sessionId(),
        devices);
    outage.connected();
    caughtUp();
  }

  /** Devices that are refused, or whose module is not there, are not waited for. */
  private void caughtUp() {
    if (backlog.all().stream().noneMatch(this::canBeDelivered)) {
      outage
          .caughtUp()
          .ifPresent(
              what ->
                  LOG.info(
                      MarkerFactory.getMarker(EventKind.ERRORS_DELIVERED),
                      "Endpoint {}: {}",
                      settings,
                      what));
    }
  }

  private boolean canBeDelivered(Undelivered undelivered) {
    return devices.of(undelivered.key).refusal != Refusal.REFUSED
        && backlog.canBeQuiet(undelivered);
  }

  @Override
  public void nothingToConnect() {
    close(AfterEnd.IDLE);
    outage.idle();
    enter(State.NOT_INITIALIZED, "");
  }

  @Override
  public void ended(String why, AfterEnd next) {
    log(why, next);
    boolean session = state == State.CONNECTED;
    close(next);
    if (stopping) {
      finishStop();
      return;
    }
    if (next != AfterEnd.IDLE) {
      reconnects.add(Reconnect.after(next, session));
    }
    switch (next) {
      case AT_ONCE, ASKED -> retryAfter(backoff.lost(), State.CONNECTING, why);
      case NOTIFIED -> retryAfter(0, State.CONNECTING, why);
      case UNREACHABLE -> retryAfter(backoff.unreachable(), State.NOT_CONNECTED, why);
      case RETRY -> retryAfter(backoff.failed(), State.NOT_CONNECTED, why);
      case RETRY_LOGGED -> retryAfter(backoff.alreadyLogged(), State.NOT_CONNECTED, why);
      case IDLE -> {
        enter(State.NOT_INITIALIZED, "");
        begin();
      }
      default -> throw new IllegalStateException(next.name());
    }
  }

  /** One line for each loss of a session; for attempts that fail alike, one in all. */
  private void log(String why, AfterEnd next) {
    if (next == AfterEnd.IDLE) {
      LOG.info(LOST, "Endpoint {}: session ended: {}", settings, why);
    } else if (state == State.CONNECTED) {
      LOG.warn(LOST, "Endpoint {}: session lost: {}", settings, why);
    } else if (!logged.equals(why)) {
      LOG.warn(LOST, "Endpoint {}: not connected: {}", settings, why);
    }
    logged = why;
  }

  private void retryAfter(long millis, State meanwhile, String why) {
    enter(meanwhile, why);
    outage.began();
    if (millis == 0) {
      begin();
    } else {
      retry = Optional.of(loop.after(millis, this::begin));
    }
  }

  private void close(AfterEnd next) {
    connection.flatMap(Connection::session).ifPresent(s -> delivered += s.delivered());
    connection.ifPresent(c -> repeated += c.unanswered());
    connection.ifPresent(Connection::close);
    connection = Optional.empty();
    if (next != AfterEnd.IDLE) {
      devices.drain(backlog::add);
    }
    devices.reset();
  }

  private void enter(State entered, String why) {
    if (state != entered) {
      since = loop.now();
    }
    state = entered;
    reason = why;
    backlog.gather(entered == State.NOT_CONNECTED);
  }

  private void beginStop() {
    if (stopping) {
      return;
    }
    stopping = true;
    retry.ifPresent(r -> r.cancel(false));
    Optional<Session> session = connection.flatMap(Connection::session);
    if (state == State.CONNECTED && session.isPresent()) {
      loop.after(STOP_TIME, this::finishStop);
      session.get().withdrawAll();
    } else {
      finishStop();
    }
  }

  private void finishStop() {
    if (closing) {
      return;
    }
    closing = true;
    CompletionStage<Void> closed =
        connection.map(Connection::close).orElse(CompletableFuture.completedFuture(null));
    connection = Optional.empty();
    devices.drain(backlog::add);
    backlog.close();
    goOn();
    written();
    enter(State.NOT_INITIALIZED, "stopped");
    closed.whenComplete((nothing, failure) -> stopped.complete(null));
  }

  /**
   * Brings everything that is undelivered to the disk. To be called after {@link #stop}, when
   * nothing more comes.
   *
   * @return completes on any thread, when the disk has answered
   */
  CompletionStage<Void> flush() {
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    loop.post(() -> keeper.flush().thenAccept(stored -> flushed(stored, flushed)));
    return flushed;
  }

  private void flushed(boolean stored, CompletableFuture<Void> flushed) {
    if (backlog.size() > 0 && stored) {
      LOG.info(
          "Endpoint {}: undelivered data of {} device(s) kept in the store",
          settings,
          backlog.size());
    } else if (backlog.size() > 0) {
      LOG.error(
          "Endpoint {}: undelivered data of {} device(s) lost: they cannot be stored",
          settings,
          backlog.size());
    }
    flushed.complete(null);
  }

  private void publish() {
    Optional<Session> session = connection.flatMap(Connection::session);
    shown =
        new Shown(
            state,
            since,
            reason,
            connection.map(Connection::sessionId).orElse(""),
            new Load(
                session.map(Session::members).orElse(0),
                session.map(Session::inFlight).orElse(0),
                early.size() + unreleased.size() + devices.statuses(),
                backlog.size() + recovery.devices()),
            delivered + session.map(Session::delivered).orElse(0L),
            repeated,
            backlog.lost(),
            outage.last());
  }

  @Override
  public EndpointSnapshot snapshot() {
    Shown now = shown;
    return new EndpointSnapshot(
        settings.name(),
        settings.address(),
        settings.modules().toString(),
        new Link(
            now.state(), Duration.ofMillis(loop.now() - now.since()), now.reason(), now.session()),
        now.load(),
        new Counters(
            now.delivered(),
            now.repeated(),
            now.lost(),
            reconnects.snapshot(),
            verdicts.snapshot()),
        now.outage());
  }
}
