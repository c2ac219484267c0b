package gateway.external;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.stage.Heartbeat;
import gateway.api.stage.StatusReport;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.EndpointView;
import gateway.external.base.EndpointSettings;
import gateway.external.base.Loop;
import gateway.external.base.Settings;
import gateway.external.base.Stages;
import gateway.external.base.Threads;
import gateway.external.undelivered.Budget;
import gateway.external.undelivered.Store;
import java.security.SecureRandom;
import java.util.Collection;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
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
  private final class Running {
    private final ScheduledExecutorService executor;
    private final Endpoint endpoint;
    private final ServiceRegistration<EndpointView> view;
    private final ServiceRegistration<?> heartbeat;
    private volatile EndpointSettings settings;

    /** Among those on its server, so that no two are one client of a broker. */
    private volatile int index;

    Running(EndpointSettings settings) {
      this.settings = settings;
      index = freeIndex(settings);
      executor = threads.executors().apply("endpoint-" + settings.name());
      Loop loop = new Loop(executor, threads.nanoTime());
      endpoint =
          new Endpoint(
              settings, loop, () -> identity(this), number -> carries(this, number), shared);
      view = context.registerService(EndpointView.class, endpoint, properties(settings));
      heartbeat = registerHeartbeat("the loop of endpoint " + settings.name(), loop);
    }

    void end() {
      view.unregister();
      heartbeat.unregister();
      executor.shutdownNow();
      endpoint.giveBack();
    }
  }

  private final BundleContext context;
  private final Endpoint.Shared shared;
  private final Threads threads;
  private final SecureRandom random = new SecureRandom();
  private final CallsUnderWay calls = new CallsUnderWay();

  /** By name. */
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  private final Set<Integer> servedLocally = ConcurrentHashMap.newKeySet();
  private volatile Settings settings;
  private volatile Routes<Running> routes = Routes.of(List.of(), r -> r.settings.modules());

  Endpoints(
      BundleContext context,
      Settings settings,
      Stages stages,
      Store store,
      Threads threads,
      Transports transports) {
    this.context = context;
    this.settings = settings;
    this.threads = threads;
    this.shared =
        new Endpoint.Shared(
            () -> this.settings,
            stages,
            store,
            new Budget(settings.bounds().memory()),
            transports::of,
            this::newSessionId,
            threads.random());
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

  CompletionStage<List<Content>> contents(DeviceKey device) {
    return running.values().stream()
        .map(r -> r.endpoint.contents(device))
        .reduce(
            CompletableFuture.completedStage(List.of()),
            (all, more) ->
                all.thenCombine(more, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
  }

  private <T> CompletionStage<T> give(
      StatusReport report, Function<Endpoint, CompletionStage<T>> how, @Nullable T notCarried) {
    return calls.run(() -> giveNow(report, how, notCarried));
  }

  private <T> CompletionStage<T> giveNow(
      StatusReport report, Function<Endpoint, CompletionStage<T>> how, @Nullable T notCarried) {
    int module = report.device().module();
    Optional<Running> target = routes.find(module);
    if (target.isEmpty() && servedLocally.add(module)) {
      LOG.warn(
          "Module {} is served locally only: no endpoint carries it",
          Integer.toUnsignedString(module));
    }
    return target
        .map(running -> how.apply(running.endpoint))
        .orElseGet(() -> CompletableFuture.completedStage(notCarried));
  }

  /** Adds an endpoint, or lets the one of this name go on with other settings. */
  synchronized void configure(EndpointSettings endpoint) {
    Running known = running.get(endpoint.name());
    if (known == null) {
      running.put(endpoint.name(), new Running(endpoint));
    } else if (!known.settings.equals(endpoint)) {
      if (!known.settings.address().equals(endpoint.address())) {
        known.index = freeIndex(endpoint);
      }
      known.settings = endpoint;
      known.view.setProperties(properties(endpoint));
      known.endpoint.reconfigure(endpoint);
    }
    reroute();
  }

  private Dictionary<String, Object> properties(EndpointSettings endpoint) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(EndpointView.ADDRESS, endpoint.address());
    properties.put(EndpointView.VEHICLE, settings.vehicle().path());
    return properties;
  }

  /**
   * Takes other settings. Times and bounds count from their next use; another vehicle ends all
   * sessions in good order and begins new ones, with what is undelivered.
   */
  synchronized void change(Settings changed) {
    String before = settings.vehicle().path();
    boolean sameVehicle = changed.vehicle().equals(settings.vehicle());
    shared.store().limit(changed.store().maxBytes());
    shared.budget().change(changed.bounds().memory());
    if (sameVehicle) {
      settings = changed;
      return;
    }
    await(running.values(), Endpoint::stop, MAX_STOP);
    await(running.values(), Endpoint::flush, MAX_FLUSH);
    settings = changed;
    String after = changed.vehicle().path();
    if (!after.equals(before)) {
      shared.store().rename(before, after);
    }
    running.values().forEach(r -> r.view.setProperties(properties(r.settings)));
    running.values().forEach(r -> r.endpoint.restart());
    LOG.info("Vehicle {} is now {}", before, after);
  }

  private ServiceRegistration<?> registerHeartbeat(String name, Loop loop) {
    Supplier<CompletionStage<Void>> heartbeat =
        () -> CompletableFuture.runAsync(() -> {}, loop::post);
    return context.registerService(Supplier.class, heartbeat, Heartbeat.properties(name));
  }

  boolean reconnect(String name) {
    Optional<Running> named = Optional.ofNullable(running.get(name));
    named.ifPresent(r -> r.endpoint.reconnect());
    return named.isPresent();
  }

  /** The way to servers of a protocol has come. */
  void retryNow(String protocol) {
    running.values().stream()
        .filter(r -> r.settings.protocol().equals(protocol))
        .forEach(r -> r.endpoint.retryNow());
  }

  /** Ends an endpoint in good order; returns when it is done, within a few seconds. */
  void remove(String name) {
    if (context.getBundle().getState() == Bundle.STOPPING) {
      close(); // all at the same time, not one after the other
    }
    stop(Optional.ofNullable(running.get(name)).stream().toList());
  }

  /** Ends all endpoints in good order, at the same time. */
  void close() {
    stop(List.copyOf(running.values()));
  }

  /** Until an endpoint has ended it takes what comes for it, so that nothing is lost meanwhile. */
  private synchronized void stop(Collection<Running> ending) {
    await(ending, Endpoint::stop, MAX_STOP);
    List<Running> taken = ending.stream().filter(this::take).toList();
    if (!calls.awaitNone(MAX_CALL)) {
      LOG.warn("Endpoints {} end while statuses are on their way: these are lost", names(taken));
    }
    await(taken, Endpoint::flush, MAX_FLUSH);
    taken.forEach(Running::end);
  }

  private static void await(
      Collection<Running> ending, Function<Endpoint, CompletionStage<Void>> step, long millis) {
    CompletableFuture<?>[] done =
        ending.stream()
            .map(r -> step.apply(r.endpoint).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(done).get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "Endpoints {} did not end within {} ms: going on without them", names(ending), millis);
    }
  }

  private static List<String> names(Collection<Running> endpoints) {
    return endpoints.stream().map(r -> r.settings.name()).toList();
  }

  private boolean take(Running ended) {
    boolean taken = running.remove(ended.settings.name(), ended);
    reroute();
    return taken;
  }

  private void reroute() {
    routes = Routes.of(running.values(), r -> r.settings.modules());
    servedLocally.clear();
    running.values().forEach(r -> r.endpoint.routesChanged());
  }

  private boolean carries(Running endpoint, int number) {
    return routes.find(number).filter(target -> target == endpoint).isPresent();
  }

  private int freeIndex(EndpointSettings endpoint) {
    int index = 0;
    while (isTaken(endpoint, index)) {
      index++;
    }
    return index;
  }

  private boolean isTaken(EndpointSettings endpoint, int index) {
    return sharing(endpoint)
        .anyMatch(r -> r.index == index && !r.settings.name().equals(endpoint.name()));
  }

  private Stream<Running> sharing(EndpointSettings endpoint) {
    return running.values().stream().filter(r -> r.settings.address().equals(endpoint.address()));
  }

  private String identity(Running endpoint) {
    String base = settings.vehicle().path();
    int index = endpoint.index;
    return index > 0 || sharing(endpoint.settings).count() > 1 ? base + '/' + index : base;
  }

  private String newSessionId() {
    StringBuilder id = new StringBuilder(8);
    for (int i = 0; i < 8; i++) {
      id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
    }
    return id.toString();
  }
}
