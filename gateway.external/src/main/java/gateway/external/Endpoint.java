package gateway.external;

import gateway.api.cloud.CloudLink;
import gateway.api.cloud.CloudTransport;
import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.LogLimit;
import gateway.api.stage.MemoryShare;
import gateway.api.stage.StatusReport;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.EndpointView;
import gateway.api.view.EventKind;
import gateway.external.base.EndpointSettings;
import gateway.external.base.EventCounts;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.base.Timer;
import gateway.external.session.AfterEnd;
import gateway.external.session.Connection;
import gateway.external.session.DeviceRecord;
import gateway.external.session.DeviceRecord.Refusal;
import gateway.external.session.DeviceRecord.Standing;
import gateway.external.session.Devices;
import gateway.external.session.EndpointContext;
import gateway.external.session.Reconnect;
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
import gateway.mqtt.SaidOnce;
import gateway.mqtt.ShortSessions;
import gateway.protocol.external.CommandResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
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

  private static final String CLOSED = "closed by broker";
  private static final int MANY_CLOSINGS = 3;
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final Marker LOST = MarkerFactory.getMarker(EventKind.SESSION_LOST);
  private static final int STOP_TIME = 2000;

  private static final String OLDER_DATA = "older undelivered data were found in the store";

  /** A loop that does not get its turn must not cost all the memory for what is undelivered. */
  private static final long MAX_POSTED = MemoryShare.UNDELIVERED.bytes() / 4;

  /** Statuses do not wait longer for a disk to be read. */
  private static final int RECOVERY_WAIT = 2000;

  /**
   * What all endpoints share.
   *
   * @param transports finds the transport of a protocol
   * @param sessionIds makes a session id for each attempt
   * @param random from 0 to 1
   */
  record Shared(
      Supplier<Settings> settings,
      Stages stages,
      Store store,
      Budget budget,
      Function<String, CloudTransport> transports,
      Supplier<String> sessionIds,
      DoubleSupplier random) {}

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
      Outage outage,
      List<Refusals.Entry> leftOut) {}

  private record Unreleased(DeviceRecord device, TrackedStatus status) {}

  private final Shared shared;
  private final Budget budget;
  private final Loop loop;

  /** Bytes of statuses that come faster than they are taken. */
  private final AtomicLong posted = new AtomicLong();

  private final AtomicLong lostBefore = new AtomicLong();
  private final Supplier<String> identity;
  private final IntPredicate carried;
  private final Backoff backoff;
  private final OutageTimes outage;
  private final Timer retry;
  private final Timer endingLimit;
  private final ShortSessions shortSessions;

  /** How often the broker has closed the link since the last session. */
  private int closings;

  /** Waits until a session has lasted, where those before did not. */
  private final Timer steady;

  private final EventCounts<Reconnect> reconnects = new EventCounts<>(List.of(Reconnect.values()));
  private final EventCounts<CommandResponse.Type> verdicts =
      new EventCounts<>(
          List.of(
              CommandResponse.Type.OK,
              CommandResponse.Type.DEVICE_NOT_CONNECTED,
              CommandResponse.Type.DEVICE_NOT_SUPPORTED,
              CommandResponse.Type.INVALID_COMMAND));

  private volatile EndpointSettings settings;

  // What belongs to the vehicle's place in the store: made again for another vehicle.
  Devices devices;
  private Backlog backlog;
  private Keeper keeper;
  private Recovery recovery;
  private Refusals refusals;
  private EndpointContext context;

  /** What came before the store was read, or between {@link #flush} and {@link #restart}. */
  private final Deque<Runnable> early = new ArrayDeque<>();

  /** What is not on the disk, where that is the condition of sending it. */
  private final Deque<Unreleased> unreleased = new ArrayDeque<>();

  private CompletableFuture<Void> stopped = new CompletableFuture<>();

  private State state = State.NOT_INITIALIZED;
  private long since;
  private String reason = "";
  private final SaidOnce said = new SaidOnce();
  private Optional<Connection> connection = Optional.empty();

  /** What follows when the session has ended in good order, or was given up. */
  private Optional<Runnable> ending = Optional.empty();

  private final LogLimit tooFast = new LogLimit();

  private boolean recovering;
  private boolean stopping;
  private boolean closing;
  private boolean flushed;
  private long delivered;
  private long repeated;
  private long lost;
  private volatile Shown shown;

  /**
   * Makes an idle endpoint.
   *
   * @param identity at the server, asked for each attempt
   * @param carried tells which module numbers it carries now
   */
  Endpoint(
      EndpointSettings settings,
      Loop loop,
      Supplier<String> identity,
      IntPredicate carried,
      Shared shared) {
    this.settings = settings;
    this.loop = loop;
    this.identity = identity;
    this.carried = carried;
    this.shared = shared;
    this.budget = shared.budget().part();
    this.backoff = new Backoff(shared.settings(), shared.random());
    this.outage = new OutageTimes(loop);
    this.retry = new Timer(loop);
    this.endingLimit = new Timer(loop);
    this.steady = new Timer(loop);
    long retryDelay = shared.settings().get().delays().retry();
    this.shortSessions = new ShortSessions(retryDelay * 5 / 4, retryDelay / 5, 6 * retryDelay);
    this.since = loop.now();
    open();
    publish();
    loop.afterBatch(this::publish);
    loop.afterFailure(this::attemptFailed);
  }

  /** Begins with what the store holds for the vehicle. */
  private void open() {
    Supplier<Settings> all = shared.settings();
    String name = settings.name();
    devices = new Devices(all, budget);
    backlog = new Backlog(loop, all, budget, shared.stages(), this);
    keeper =
        new Keeper(
            loop,
            shared.store(),
            () -> all.get().store().after(),
            this::written,
            devices::forgotten);
    recovery =
        new Recovery(name, backlog, keeper, key -> devices.of(key).undelivered, this::adopted);
    refusals = new Refusals(name, loop, devices, backlog, this::retryLeftOut);
    context =
        new EndpointContext(
            name,
            all,
            loop,
            shared.stages(),
            devices,
            backlog,
            keeper,
            recovery,
            refusals,
            verdicts,
            carried,
            shared.sessionIds());
    recovering = true;
    Keeper opened = keeper;
    shared
        .store()
        .claim(
            all.get().vehicle().path() + '/' + name,
            place -> loop.post(() -> recover(opened, place)));
    loop.after(RECOVERY_WAIT, this::goOn);
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
    long bytes = report.status().size();
    if (posted.get() + bytes > MAX_POSTED && !report.last()) {
      lostBefore.incrementAndGet();
      tooFast.log(more -> LOG.warn("{}: a status is lost, too many wait{}", report.device(), more));
      return CompletableFuture.completedFuture(null);
    }
    posted(bytes);
    CompletableFuture<Void> secured = new CompletableFuture<>();
    loop.post(() -> take(report, again, secured));
    return secured;
  }

  private void posted(long bytes) {
    posted.addAndGet(bytes);
    budget.take(bytes);
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

  /** Returns what of a device is undelivered; completes on the loop. */
  CompletionStage<List<Content>> contents(DeviceKey key) {
    CompletableFuture<List<Content>> contents = new CompletableFuture<>();
    loop.post(
        () ->
            contents.complete(
                devices.find(key).map(DeviceRecord::contents).orElseGet(ArrayList::new)));
    return contents;
  }

  /** The carried module numbers have changed: withdraws the devices of those that went. */
  void routesChanged() {
    loop.post(() -> connection.flatMap(Connection::session).ifPresent(Session::routesChanged));
  }

  /**
   * Takes other settings, of the same name. Where they lead elsewhere, the session ends in good
   * order and the next one begins there; what is undelivered stays.
   */
  void reconfigure(EndpointSettings changed) {
    loop.post(
        () -> {
          boolean elsewhere = !changed.reachesSameServerAs(settings);
          settings = changed;
          if (elsewhere && !stopping) {
            endSession(this::beginAgain);
          }
        });
  }

  /** Ends the session, and begins the next one now: no wait for the next attempt. */
  void reconnect() {
    loop.post(
        () -> {
          if (stopping || recovering) {
            return;
          }
          if (connection.isPresent()) {
            ended("an operator asked for a new session", AfterEnd.ASKED);
          }
          if (retry.isRunning()) {
            begin();
          }
        });
  }

  /** The way to the server has come: the wait for the next attempt is over. */
  void retryNow() {
    loop.post(
        () -> {
          if (!stopping && retry.isRunning()) {
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
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.post(
        () -> {
          stopped.thenRun(() -> done.complete(null));
          if (!stopping) {
            stopping = true;
            endSession(this::finishStop);
          }
        });
    return done;
  }

  private void take(StatusReport report, boolean again, CompletableFuture<Void> secured) {
    if (recovering || flushed) {
      early.add(() -> take(report, again, secured));
      return;
    }
    DeviceRecord device = devices.of(report.device().key());
    recovery.meet(device.undelivered);
    TrackedStatus tracked = keeper.take(device.undelivered, report, secured);
    tracked.again = again;
    if (shared.settings().get().store().after() == 0 || !unreleased.isEmpty()) {
      unreleased.add(new Unreleased(device, tracked));
    } else {
      take(device, tracked);
    }
  }

  private void take(DeviceRecord device, TrackedStatus tracked) {
    posted(-tracked.report.status().size());
    boolean leftOut = refusals.isLeftOut(device);
    if (closing || state == State.NOT_CONNECTED || leftOut) {
      backlog.add(tracked);
      if (leftOut) {
        refusals.reconsider();
      }
      return;
    }
    if (tracked.again && device.standing == Standing.UNKNOWN && device.waiting.isEmpty()) {
      backlog.add(tracked);
      adopted(device, OLDER_DATA);
      resume();
      return;
    }
    device.withdraw = device.withdraw && ending.isPresent();
    devices.add(device, tracked);
    if (devices.isFull()) {
      overflow();
    } else if (connection.isPresent()) {
      connection.get().changed(device);
    } else if (!retry.isRunning()) {
      begin();
    }
  }

  private void takeFolded(StatusReport newest, Payload error, CompletableFuture<Boolean> taken) {
    if (recovering || flushed) {
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
    retry.stop();
    if (!stopping) {
      Connection begun = new Connection(context, this::openLink, this);
      connection = Optional.of(begun);
      begun.start();
    }
  }

  /** A task has left undone what it was to do: an attempt that would wait for that ends. */
  private void attemptFailed() {
    boolean idle = state == State.NOT_INITIALIZED && connection.isEmpty();
    if (state != State.CONNECTED && !idle && !stopping && !retry.isRunning()) {
      retry.start(backoff.failed(), this::begin); // first: whatever follows may fail too
      ended("an unexpected failure, which is in the log", AfterEnd.RETRY);
    }
  }

  private CloudLink openLink(CloudLink.Listener listener) {
    return shared
        .transports()
        .apply(settings.protocol())
        .open(settings.cloud(shared.settings().get(), identity.get()), listener);
  }

  /** What was undelivered when the former process ended comes before what comes now. */
  private void recover(Keeper opened, StorePlace place) {
    if (opened == keeper && !flushed) {
      keeper.begin(place);
      recovery.begin(place);
      goOn();
      resume();
    }
  }

  private void goOn() {
    if (recovering && !flushed) {
      recovering = false;
      List<Runnable> waiting = List.copyOf(early);
      early.clear();
      waiting.forEach(Runnable::run);
    }
  }

  /** A device that was left out may be tried: in the session, or, where there is none, alone. */
  private void retryLeftOut() {
    if (connection.isPresent()) {
      connection.get().retry();
    } else if (state == State.NOT_INITIALIZED && !recovering && !closing) {
      begin();
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
    recoverMore();
  }

  private void recoverMore() {
    recovery.goOn();
    resume();
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
    outage.folded((int) folded.stream().filter(tracked -> !tracked.report.repeated()).count());
    keeper.folded(undelivered, folded);
  }

  @Override
  public void dropped(TrackedStatus tracked) {
    keeper.delivered(tracked);
  }

  @Override
  public void delivered(Undelivered undelivered) {
    keeper.delivered(undelivered);
    loop.post(this::recoverMore); // may end the session, which is in the middle of something
    if (state == State.CONNECTED) {
      caughtUp();
    }
  }

  @Override
  public void quiet() {
    refusals.reconsider();
    connection.ifPresent(Connection::folded);
    recoverMore();
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
    shortSessions.began(loop.now());
    if (shortSessions.areMany()) {
      steady.start(shortSessions.limit(), () -> established(devices));
    } else {
      established(devices);
    }
    outage.connected();
    caughtUp();
  }

  private void established(int devices) {
    closings = 0;
    said.forget();
    LOG.info(
        MarkerFactory.getMarker(EventKind.SESSION_UP),
        "Endpoint {}: session {} established, {} device(s)",
        settings,
        connection.orElseThrow().sessionId(),
        devices);
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
  public void ended(String reason, AfterEnd next) {
    boolean session = state == State.CONNECTED;
    closings += reason.startsWith(CLOSED) ? 1 : 0;
    String why =
        session || closings < MANY_CLOSINGS
            ? reason
            : reason + "; or " + ShortSessions.hint(identity.get());
    steady.stop();
    boolean another = session && next == AfterEnd.LOST && shortSessions.ended(loop.now());
    log(why, next, another);
    close(next);
    if (ending.isPresent()) {
      sessionEnded();
      return;
    }
    if (next != AfterEnd.IDLE) {
      reconnects.add(Reconnect.after(next, session));
    }
    switch (next) {
      case LOST -> retryAfter(shortSessions.delay(), why);
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
  private void log(String why, AfterEnd next, boolean another) {
    if (next == AfterEnd.IDLE) {
      LOG.info(LOST, "Endpoint {}: session ended: {}", settings, why);
    } else if (another) {
      String hint = ShortSessions.hint(identity.get());
      LOG.warn(
          LOST, "Endpoint {}: sessions end soon, again and again: {}: {}", settings, why, hint);
    } else if (state == State.CONNECTED && shortSessions.areMany()) {
      LOG.debug("Endpoint {}: session lost: {}", settings, why);
    } else if (state == State.CONNECTED) {
      LOG.warn(LOST, "Endpoint {}: session lost: {}", settings, why);
      said.isNew(why);
    } else if (said.isNew(why)) {
      LOG.warn(LOST, "Endpoint {}: not connected: {}", settings, why);
    }
  }

  /** Where two vehicles have one name, each session would end the other's at once, for ever. */
  private void retryAfter(long delay, String why) {
    if (delay == 0) {
      retryAfter(backoff.lost(), State.CONNECTING, why);
    } else {
      String hint = ShortSessions.hint(identity.get());
      retryAfter(backoff.part(delay), State.NOT_CONNECTED, why + ": " + hint);
    }
  }

  private void retryAfter(long millis, State meanwhile, String why) {
    enter(meanwhile, why);
    outage.began();
    if (millis == 0) {
      begin();
    } else {
      retry.start(millis, this::begin);
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

  /** Withdraws every device that the External Server knows, for at most a few seconds. */
  private void endSession(Runnable then) {
    retry.stop();
    steady.stop();
    ending = Optional.of(then);
    endingLimit.start(STOP_TIME, this::sessionEnded);
    Optional<Session> session = connection.flatMap(Connection::session);
    if (state == State.CONNECTED && session.isPresent()) {
      session.get().withdrawAll();
    } else {
      sessionEnded();
    }
  }

  private void sessionEnded() {
    endingLimit.stop();
    Optional<Runnable> then = ending;
    ending = Optional.empty();
    then.ifPresent(Runnable::run);
  }

  /** A status that comes, or has come, begins the next session. */
  private void beginAgain() {
    close(AfterEnd.IDLE);
    refusals.clear();
    backoff.reached();
    said.forget();
    enter(State.NOT_INITIALIZED, "");
    if (!recovering && devices.statuses() + backlog.size() > 0) {
      begin();
    }
  }

  private void finishStop() {
    closing = true;
    CompletionStage<Void> closed =
        connection.map(Connection::close).orElse(CompletableFuture.completedFuture(null));
    connection = Optional.empty();
    devices.drain(backlog::add);
    backlog.close();
    goOn();
    written();
    enter(State.NOT_INITIALIZED, "stopped");
    CompletableFuture<Void> told = stopped;
    closed.whenComplete((nothing, failure) -> told.complete(null));
  }

  /**
   * Brings everything that is undelivered to the disk. To be called after {@link #stop}, when
   * nothing more comes or {@link #restart} follows.
   *
   * @return completes on any thread, when the disk has answered
   */
  CompletionStage<Void> flush() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.post(
        () -> {
          flushed = true;
          keeper.flush().thenAccept(stored -> flushed(stored, done));
        });
    return done;
  }

  private void flushed(boolean stored, CompletableFuture<Void> done) {
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
    done.complete(null);
  }

  /** Gives back what it takes of the memory, when it is no more: all of it is in the store. */
  void giveBack() {
    budget.giveBack();
  }

  /** Goes on after {@link #flush}, as another vehicle, with what the store holds for that. */
  void restart() {
    loop.post(
        () -> {
          sessionEnded(); // if the time for it was too short
          lost += backlog.lost();
          backlog.discard();
          keeper.close();
          refusals.clear();
          stopping = false;
          closing = false;
          flushed = false;
          stopped = new CompletableFuture<>();
          enter(State.NOT_INITIALIZED, "");
          open();
        });
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
            lost + lostBefore.get() + backlog.lost(),
            outage.last(),
            refusals.entries());
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
        now.outage(),
        now.leftOut().stream().map(entry -> entry.view(loop.now())).toList());
  }
}
