package gateway.external;

import gateway.api.device.Payload;
import gateway.api.stage.Heartbeat;
import gateway.api.stage.StatusReport;
import gateway.api.view.EndpointView;
import gateway.external.base.EndpointSettings;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.Store;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running endpoints and the way to them. Endpoints come and go without touching each other. */
final class Endpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
  private static final long MAX_STOP = 2500;
  private static final long MAX_FLUSH = 1500;
  private static final long MAX_CALL = 500;
  private static final String ID_CHARACTERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** An endpoint with what it needs to run. */
  private record Running(
      EndpointSettings settings,
      int index,
      Endpoint endpoint,
      ScheduledExecutorService executor,
      ServiceRegistration<EndpointView> view,
      ServiceRegistration<?> heartbeat) {}

  /** What endpoints run on. */
  interface Ground {
    /** Makes a single-threaded executor. */
    ScheduledExecutorService executor(String name);

    /** Returns the monotonic time. */
    long nanoTime();

    /** Returns a random number from 0 to 1. */
    double random();
  }

  private final BundleContext context;
  private final Stages stages;
  private final Store store;
  private final Budget budget;
  private final Ground ground;
  private final Transports transports;
  private final SecureRandom random = new SecureRandom();
  private final CallsUnderWay calls = new CallsUnderWay();
  private final Map<EndpointSettings, Running> running = new ConcurrentHashMap<>();

  /** What came for an endpoint that is being replaced, in its order; guards itself. */
  private final Deque<Runnable> held = new ArrayDeque<>();

  /** Endpoints that take nothing before what is held: just begun, or ended to be begun anew. */
  private final Set<Endpoint> fresh = ConcurrentHashMap.newKeySet();

  private final Set<Integer> servedLocally = ConcurrentHashMap.newKeySet();
  private volatile Settings settings;
  private volatile boolean holding;
  private volatile Routes<Running> routes = Routes.of(List.of(), r -> r.settings().modules());

  Endpoints(
      BundleContext context,
      Settings settings,
      Stages stages,
      Store store,
      Ground ground,
      Transports transports) {
    this.context = context;
    this.settings = settings;
    this.stages = stages;
    this.store = store;
    this.budget = new Budget(settings.bounds().undeliveredMaxBytes());
    this.ground = ground;
    this.transports = transports;
  }

  CompletionStage<Void> forward(StatusReport report) {
    return give(report, endpoint -> endpoint.forward(report), null);
  }

  CompletionStage<Void> forwardAgain(StatusReport report) {
    return give(report, endpoint -> endpoint.forwardAgain(report), null);
  }

  CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error) {
    return give(newest, endpoint -> endpoint.forwardFolded(newest, error), true);
  }

  private <T> CompletionStage<T> give(
      StatusReport report, Function<Endpoint, CompletionStage<T>> how, T notCarried) {
    return calls.run(() -> giveNow(report, how, notCarried));
  }

  private <T> CompletionStage<T> giveNow(
      StatusReport report, Function<Endpoint, CompletionStage<T>> how, T notCarried) {
    int module = report.device().module();
    Optional<Running> target = routes.find(module);
    if (holding && mustWait(target)) {
      synchronized (held) {
        target = routes.find(module);
        if (holding && mustWait(target)) {
          CompletableFuture<T> given = new CompletableFuture<>();
          held.add(() -> give(report, how, notCarried).thenAccept(given::complete));
          return given;
        }
      }
    }
    if (target.isEmpty() && servedLocally.add(module)) {
      LOG.warn(
          "Module {} is served locally only: no endpoint carries it",
          Integer.toUnsignedString(module));
    }
    return target
        .map(running -> how.apply(running.endpoint()))
        .orElseGet(() -> CompletableFuture.completedStage(notCarried));
  }

  private boolean mustWait(Optional<Running> target) {
    return target.filter(running -> !fresh.contains(running.endpoint())).isEmpty();
  }

  /**
   * Takes other settings. Times and bounds count from their next use; another vehicle ends all
   * sessions in good order and begins new ones, with what is undelivered.
   */
  void change(Settings changed) {
    Settings before = settings;
    store.limit(changed.store().maxBytes());
    budget.change(changed.bounds().undeliveredMaxBytes());
    if (changed.vehicle().equals(before.vehicle())) {
      settings = changed;
      return;
    }
    List<EndpointSettings> again = List.copyOf(running.keySet());
    holding = true;
    close();
    settings = changed;
    if (!changed.vehicle().path().equals(before.vehicle().path())) {
      store.rename(before.vehicle().path(), changed.vehicle().path());
    }
    again.forEach(this::addFresh);
    release();
    LOG.info("Vehicle {} is now {}", before.vehicle().path(), changed.vehicle().path());
  }

  /** Ends an endpoint in good order and begins another one in its place. */
  void replace(EndpointSettings ended, EndpointSettings begun) {
    holding = true;
    remove(ended);
    addFresh(begun);
    release();
  }

  private void addFresh(EndpointSettings endpoint) {
    synchronized (held) {
      fresh.add(make(endpoint).endpoint());
      reroute();
    }
  }

  /** What was held goes to its endpoints before what comes now. */
  private void release() {
    synchronized (held) {
      fresh.clear();
      List<Runnable> waiting = List.copyOf(held);
      held.clear();
      holding = false;
      waiting.forEach(Runnable::run);
    }
  }

  synchronized void add(EndpointSettings endpoint) {
    make(endpoint);
    reroute();
  }

  private synchronized Running make(EndpointSettings endpoint) {
    ScheduledExecutorService executor = ground.executor("endpoint-" + endpoint.name());
    Loop loop = new Loop(executor, ground::nanoTime);
    int index = freeIndex(endpoint);
    Endpoint made =
        new Endpoint(
            endpoint,
            () -> settings,
            loop,
            transports.of(endpoint.protocol()),
            () -> identity(endpoint, index),
            stages,
            store,
            budget,
            number -> carries(endpoint, number),
            this::newSessionId,
            ground::random);
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(EndpointView.ADDRESS, endpoint.address());
    properties.put(EndpointView.VEHICLE, settings.vehicle().path());
    Running begun =
        new Running(
            endpoint,
            index,
            made,
            executor,
            context.registerService(EndpointView.class, made, properties),
            registerHeartbeat(loop));
    running.put(endpoint, begun);
    return begun;
  }

  private ServiceRegistration<?> registerHeartbeat(Loop loop) {
    Supplier<CompletionStage<Void>> heartbeat =
        () -> CompletableFuture.runAsync(() -> {}, loop::post);
    return context.registerService(
        Supplier.class, heartbeat, FrameworkUtil.asDictionary(Map.of(Heartbeat.PROPERTY, true)));
  }

  boolean reconnect(String name) {
    List<Endpoint> named =
        running.values().stream()
            .filter(r -> r.settings().name().equals(name))
            .map(Running::endpoint)
            .toList();
    named.forEach(Endpoint::reconnect);
    return !named.isEmpty();
  }

  /** The way to servers of a protocol has come. */
  void retryNow(String protocol) {
    running.values().stream()
        .filter(r -> r.settings().protocol().equals(protocol))
        .forEach(r -> r.endpoint().retryNow());
  }

  /** Ends an endpoint in good order; returns when it is done, within a few seconds. */
  void remove(EndpointSettings endpoint) {
    if (context.getBundle().getState() == Bundle.STOPPING) {
      close(); // all at the same time, not one after the other
    }
    stop(Optional.ofNullable(running.get(endpoint)).stream().toList());
  }

  /** Ends all endpoints in good order, at the same time. */
  void close() {
    stop(List.copyOf(running.values()));
  }

  /** Until an endpoint has ended it takes what comes for it, so that nothing is lost meanwhile. */
  private void stop(Collection<Running> ending) {
    await(ending, Endpoint::stop, MAX_STOP);
    List<Running> taken = ending.stream().filter(this::take).toList();
    if (!calls.awaitNone(MAX_CALL)) {
      LOG.warn("An endpoint ends while statuses are on their way to it");
    }
    await(taken, Endpoint::flush, MAX_FLUSH);
    taken.forEach(Endpoints::end);
  }

  private static void await(
      Collection<Running> ending, Function<Endpoint, CompletionStage<Void>> step, long millis) {
    CompletableFuture<?>[] done =
        ending.stream()
            .map(r -> step.apply(r.endpoint()).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(done).get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("An endpoint did not end in time");
    }
  }

  private synchronized boolean take(Running ended) {
    if (holding) {
      fresh.add(ended.endpoint()); // its modules stay its own: no other endpoint takes them over
      return running.remove(ended.settings(), ended);
    }
    boolean taken = running.remove(ended.settings(), ended);
    reroute();
    return taken;
  }

  private static void end(Running ended) {
    ended.view().unregister();
    ended.heartbeat().unregister();
    ended.executor().shutdownNow();
  }

  private void reroute() {
    routes = Routes.of(running.values(), r -> r.settings().modules());
    servedLocally.clear();
    running.values().forEach(r -> r.endpoint().routesChanged());
  }

  private boolean carries(EndpointSettings endpoint, int number) {
    Running r = running.get(endpoint);
    return r != null && routes.find(number).filter(target -> target == r).isPresent();
  }

  private boolean sharesBroker(EndpointSettings a, EndpointSettings b) {
    return a.address().equals(b.address());
  }

  /** An endpoint keeps its index as long as it lives, so that no two are one client of a broker. */
  private int freeIndex(EndpointSettings endpoint) {
    int index = 0;
    while (isTaken(endpoint, index)) {
      index++;
    }
    return index;
  }

  private boolean isTaken(EndpointSettings endpoint, int index) {
    return running.values().stream()
        .anyMatch(r -> r.index() == index && sharesBroker(r.settings(), endpoint));
  }

  private String identity(EndpointSettings endpoint, int index) {
    long sharing =
        running.values().stream().filter(r -> sharesBroker(r.settings(), endpoint)).count();
    String base = settings.vehicle().path();
    return sharing > 1 || index > 0 ? base + '/' + index : base;
  }

  private String newSessionId() {
    StringBuilder id = new StringBuilder(8);
    for (int i = 0; i < 8; i++) {
      id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
    }
    return id.toString();
  }
}
