package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.cloud.CloudTransport;
import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.Heartbeat;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.api.view.EndpointView;
import gateway.external.base.EndpointSettings;
import gateway.external.base.FakeStages;
import gateway.external.base.ModuleNumbers;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import gateway.external.base.Threads;
import gateway.external.base.Vehicle;
import gateway.external.link.FakeLinks;
import gateway.external.undelivered.FakeDisk;
import gateway.external.undelivered.Store;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Endpoints beside each other (PROTOCOL sections 2.3, 4.1 and 4.2; section 8.2, item 7). */
class EndpointsTest {

  private final VirtualExecutor time = new VirtualExecutor();
  private final Map<String, FakeLinks> links = new HashMap<>();
  private Runnable onChange = () -> {};
  private final List<String> views = new ArrayList<>();
  private EndpointView shown;
  private final List<Supplier<?>> heartbeats = new ArrayList<>();
  private final FakeStages stages = new FakeStages();
  private final FakeDisk disk = new FakeDisk();
  private final Map<String, CloudTransport> ways = new HashMap<>();
  private final Transports transports = new Transports();
  private final Endpoints endpoints =
      new Endpoints(context(), Bench.settings(100, 100), stages, store(), threads(), transports);

  @BeforeEach
  void installMqtt() {
    transports.add(
        CloudTransport.MQTT,
        (endpoint, listener) -> ways.get(endpoint.name()).open(endpoint, listener));
  }

  private Store store() {
    Store store = new Store(disk, "disk", 1_000_000, new SharedTime(), time::nanoTime);
    store.open();
    return store;
  }

  private Threads threads() {
    return new Threads(this::executor, time::nanoTime, () -> 1);
  }

  private ScheduledExecutorService executor(String name) {
    String endpoint = name.replaceFirst("^endpoint-", "");
    links.computeIfAbsent(endpoint, n -> new FakeLinks());
    ways.computeIfAbsent(endpoint, n -> links.get(n).transport(time));
    return new SharedTime();
  }

  /**
   * Lets an endpoint go without ending the time of the others; stops run as they are waited for.
   */
  private final class SharedTime extends java.util.concurrent.AbstractExecutorService
      implements ScheduledExecutorService {
    @Override
    public void execute(Runnable task) {
      time.execute(task);
      time.runDue();
    }

    @Override
    public java.util.concurrent.ScheduledFuture<?> schedule(
        Runnable task, long delay, java.util.concurrent.TimeUnit unit) {
      boolean storing = unit.toMillis(delay) <= 2;
      java.util.concurrent.ScheduledFuture<?> scheduled =
          time.schedule(task, storing ? 0 : delay, unit);
      if (storing) {
        time.runDue();
      }
      return scheduled;
    }

    @Override
    public <V> java.util.concurrent.ScheduledFuture<V> schedule(
        java.util.concurrent.Callable<V> task, long delay, java.util.concurrent.TimeUnit unit) {
      return time.schedule(task, delay, unit);
    }

    @Override
    public java.util.concurrent.ScheduledFuture<?> scheduleAtFixedRate(
        Runnable task, long delay, long period, java.util.concurrent.TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.util.concurrent.ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long delay, long period, java.util.concurrent.TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
      // the time goes on
    }

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, java.util.concurrent.TimeUnit unit) {
      return false;
    }
  }

  private BundleContext context() {
    Bundle bundle = proxy(Bundle.class, (method, args) -> Bundle.ACTIVE);
    return proxy(
        BundleContext.class,
        (method, args) -> {
          if (method.equals("getBundle")) {
            return bundle;
          }
          Dictionary<?, ?> properties = (Dictionary<?, ?>) args[2];
          if (Boolean.TRUE.equals(properties.get(Heartbeat.PROPERTY))) {
            Supplier<?> heartbeat = (Supplier<?>) args[1];
            heartbeats.add(heartbeat);
            return proxy(ServiceRegistration.class, (m, a) -> heartbeats.remove(heartbeat));
          }
          shown = (EndpointView) args[1];
          String view = view(properties);
          views.add(view);
          String[] registered = {view};
          return proxy(
              ServiceRegistration.class,
              (m, a) -> {
                views.remove(registered[0]);
                if (m.equals("setProperties")) {
                  registered[0] = view((Dictionary<?, ?>) a[0]);
                  views.add(registered[0]);
                  onChange.run();
                }
                return null;
              });
        });
  }

  private static String view(Dictionary<?, ?> properties) {
    return properties.get(EndpointView.ADDRESS) + " " + properties.get(EndpointView.VEHICLE);
  }

  private interface Answer {
    Object of(String method, Object[] args);
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> answer.of(method.getName(), args)));
  }

  private static EndpointSettings endpoint(String name, int port, String... modules) {
    return Setup.endpoint(name, "host", port, ModuleNumbers.parse(modules));
  }

  private void forward(int module) {
    forward(endpoints, module);
  }

  private void forward(Endpoints endpoints, int module) {
    Device device = Device.of(module, 0, "r", "n", 0);
    endpoints.forward(new StatusReport(device, Payload.ofText("s"), false));
    time.runDue();
  }

  private int opened(String name) {
    return links.get(name).opened.size();
  }

  @Test
  void statusesGoToTheEndpointThatNamesTheirModuleInAnyOrderOfArrival() {
    endpoints.configure(endpoint("rest", 1, "*"));
    endpoints.configure(endpoint("two", 2, "2"));
    forward(2);
    assertEquals(0, opened("rest"));
    assertEquals(1, opened("two"));
    forward(1);
    assertEquals(1, opened("rest"));
  }

  @Test
  void aModuleThatNoEndpointCarriesIsServedLocally() {
    endpoints.configure(endpoint("two", 2, "2"));
    forward(7);
    forward(7);
    assertEquals(0, opened("two"));
  }

  @Test
  void theFailureOfOneEndpointDoesNotTouchTheOther() {
    endpoints.configure(endpoint("one", 1, "1"));
    endpoints.configure(endpoint("two", 2, "2"));
    links.get("one").reachable = false;
    forward(1);
    forward(2);
    time.advance(java.time.Duration.ofSeconds(35));
    assertEquals(6, opened("one"));
    // Connect without response: a new attempt every ten seconds, on its own timer.
    assertEquals(4, opened("two"));
    endpoints.remove("one");
    time.advance(java.time.Duration.ofSeconds(30));
    assertEquals(6, opened("one"));
    assertEquals(7, opened("two"));
  }

  /** PROTOCOL section 8.2, item 7: the delay of one begins in the midst of the other's. */
  @Test
  void eachEndpointWaitsForItsOwnNextAttempt() {
    endpoints.configure(endpoint("one", 1, "1"));
    endpoints.configure(endpoint("two", 2, "2"));
    links.get("one").reachable = false;
    links.get("two").reachable = false;
    forward(1);
    attemptsAfter(1000, 1, 0);
    forward(2);
    attemptsAfter(249, 1, 1);
    attemptsAfter(1, 2, 1);
    attemptsAfter(999, 2, 1);
    attemptsAfter(1, 2, 2);
    attemptsAfter(1499, 2, 2);
    attemptsAfter(1, 3, 2);
    attemptsAfter(1000, 3, 3);
  }

  private void attemptsAfter(long millis, int one, int two) {
    time.advance(java.time.Duration.ofMillis(millis));
    assertEquals(List.of(one, two), List.of(opened("one"), opened("two")));
  }

  @Test
  void endpointsOnOneBrokerHaveClientIdsOfTheirOwn() {
    endpoints.configure(endpoint("one", 1, "1"));
    forward(1);
    assertEquals("co/v1", links.get("one").last().clientId);
    endpoints.configure(endpoint("two", 1, "2"));
    forward(2);
    assertEquals("co/v1/1", links.get("two").last().clientId);
    assertFalse(links.get("one").last().closed);
    endpoints.configure(endpoint("elsewhere", 2, "3"));
    forward(3);
    assertEquals("co/v1", links.get("elsewhere").last().clientId);
  }

  @Test
  void sessionIdsAreEightAlphanumericsAndNewForEveryAttempt() {
    endpoints.configure(endpoint("one", 1, "1"));
    forward(1);
    time.advance(java.time.Duration.ofSeconds(10));
    List<String> ids =
        links.get("one").opened.stream()
            .map(link -> link.published.peek().getConnect().getSessionId())
            .toList();
    assertEquals(2, ids.size());
    assertTrue(ids.stream().allMatch(id -> id.matches("[0-9a-zA-Z]{8}")), ids.toString());
    assertEquals(2, ids.stream().distinct().count());
  }

  @Test
  void whatIsUndeliveredOutlivesAChangedEndpoint() {
    endpoints.configure(endpoint("one", 1, "1"));
    links.get("one").reachable = false;
    forward(1);
    endpoints.remove("one");
    links.get("one").reachable = true;
    endpoints.configure(endpoint("one", 2, "*"));
    assertEquals(
        List.of(1),
        links.get("one").last().published.peek().getConnect().getDevicesList().stream()
            .map(device -> device.getModuleValue())
            .toList());
  }

  @Test
  void whatComesWhileAnEndpointStopsIsDeliveredByTheNextOne() {
    endpoints.configure(endpoint("one", 1, "*"));
    forward(1);
    links.get("one").last().onClose = () -> forward(2);
    endpoints.remove("one");
    endpoints.configure(endpoint("one", 2, "*"));
    forward(1);
    assertEquals(
        List.of(1, 2),
        links.get("one").last().published.peek().getConnect().getDevicesList().stream()
            .map(device -> device.getModuleValue())
            .toList());
  }

  private static Settings changed(Vehicle vehicle, int keepAlive) {
    Setup setup = new Setup();
    setup.vehicle = vehicle;
    setup.keepAlive = keepAlive;
    return setup.settings();
  }

  private List<Integer> connected(String name) {
    return links.get(name).last().published.peek().getConnect().getDevicesList().stream()
        .map(device -> device.getModuleValue())
        .toList();
  }

  @Test
  void changedTimesCostNoSession() {
    endpoints.configure(endpoint("one", 1, "*"));
    forward(1);
    endpoints.change(changed(new Vehicle("co", "v1", Optional.empty()), 20_000));
    assertEquals(1, opened("one"));
    assertFalse(links.get("one").last().closed);
    // no answer for longer than the sequence's limit: the next attempt is after the new delay
    time.advance(java.time.Duration.ofSeconds(10));
    assertEquals(2, opened("one"));
  }

  @Test
  void anotherVehicleNameBringsNewSessionsWithWhatIsUndelivered() {
    endpoints.configure(endpoint("one", 1, "1"));
    endpoints.configure(endpoint("two", 2, "2"));
    links.get("one").reachable = false;
    forward(1);
    forward(2);
    links.get("one").reachable = true;
    endpoints.change(changed(new Vehicle("co", "v2", Optional.empty()), 15_000));
    time.advance(java.time.Duration.ofSeconds(1));
    assertTrue(links.get("two").opened.get(0).closed);
    for (String name : List.of("one", "two")) {
      assertEquals("co/v2", links.get(name).last().clientId);
      assertEquals(
          "v2", links.get(name).last().published.peek().getConnect().getVehicleName(), name);
    }
    assertEquals(List.of(1), connected("one"));
    assertEquals(List.of(2), connected("two"));
    assertEquals(List.of("host:1 co/v2", "host:2 co/v2"), views.stream().sorted().toList());
  }

  @Test
  void whatComesWhileTheVehicleIsRenamedIsDelivered() {
    endpoints.configure(endpoint("one", 1, "*"));
    forward(1);
    onChange = () -> forward(2);
    endpoints.change(changed(new Vehicle("co", "v2", Optional.empty()), 15_000));
    onChange = () -> {};
    // it comes too late for the first attempt, which nobody answers
    time.advance(java.time.Duration.ofSeconds(25));
    assertEquals(List.of(1, 2), connected("one").stream().sorted().toList());
  }

  @Test
  void whatIsStoredForAnotherVehicleStaysForItWhereBothHaveSomething() {
    Vehicle first = new Vehicle("co", "v1", Optional.empty());
    Vehicle second = new Vehicle("co", "v2", Optional.empty());
    Endpoints former = process(second);
    former.configure(endpoint("one", 1, "*"));
    links.get("one").reachable = false;
    forward(former, 2);
    former.close();
    Endpoints later = process(first);
    later.configure(endpoint("one", 1, "*"));
    forward(later, 1);
    time.advance(java.time.Duration.ofSeconds(3));
    links.get("one").reachable = true;
    later.change(changed(second, 15_000));
    time.advance(java.time.Duration.ofSeconds(1));
    assertEquals(List.of(2), connected("one"));
    later.change(changed(first, 15_000));
    time.advance(java.time.Duration.ofSeconds(1));
    assertEquals(List.of(1), connected("one"));
  }

  private Endpoints process(Vehicle vehicle) {
    return new Endpoints(
        context(), changed(vehicle, 15_000), stages, store(), threads(), transports);
  }

  @Test
  void whatComesWhileAnEndpointIsChangedIsDeliveredAndTheOthersGoOn() {
    endpoints.configure(endpoint("one", 1, "*"));
    endpoints.configure(endpoint("two", 2, "2"));
    forward(2);
    onChange = () -> forward(1);
    endpoints.configure(endpoint("one", 3, "*"));
    onChange = () -> {};
    time.advance(java.time.Duration.ofSeconds(1));
    assertEquals(List.of(1), connected("one"));
    assertEquals(1, opened("two"));
    assertFalse(links.get("two").last().closed);
  }

  @Test
  void whatComesWhileAnEndpointIsChangedDoesNotGoToTheOneForAllOthers() {
    endpoints.configure(endpoint("all", 1, "*"));
    endpoints.configure(endpoint("two", 2, "2"));
    onChange = () -> forward(2);
    endpoints.configure(endpoint("two", 3, "2"));
    endpoints.change(changed(new Vehicle("co", "v2", Optional.empty()), 15_000));
    onChange = () -> {};
    time.advance(java.time.Duration.ofSeconds(1));
    assertEquals(List.of(2), connected("two"));
    assertEquals(0, opened("all"));
  }

  /** A transport is a bundle, which may come later, or go and come back in another version. */
  @Test
  void anEndpointWithoutItsTransportSaysSoAndConnectsWhenItComes() {
    endpoints.configure(
        new EndpointSettings(
            "one",
            "QUIC",
            "host",
            1,
            ModuleNumbers.parse("*"),
            "",
            "",
            Optional.empty(),
            Map.of()));
    forward(1);
    time.runDue();
    assertEquals("no transport for QUIC is installed", shown.snapshot().link().reason());
    transports.add("QUIC", (endpoint, listener) -> ways.get("one").open(endpoint, listener));
    endpoints.retryNow(CloudTransport.MQTT);
    time.runDue();
    assertEquals(0, opened("one"));
    endpoints.retryNow("QUIC");
    time.runDue();
    assertEquals(List.of(1), connected("one"));
  }

  /** The store must know whose data it gets, also when an endpoint with nothing went before. */
  @Test
  void aChangedEndpointThatHadNothingToKeepIsKnownToTheStore() {
    endpoints.configure(endpoint("one", 1, "1"));
    endpoints.remove("one");
    endpoints.configure(endpoint("one", 2, "1"));
    links.get("one").reachable = false;
    forward(1);
    time.advance(java.time.Duration.ofSeconds(1));
    assertTrue(
        disk.values.entrySet().stream()
            .anyMatch(
                entry ->
                    entry.getKey().startsWith("E")
                        && new String(entry.getValue()).equals("co/v1/one")),
        disk.values.keySet().toString());
  }

  @Test
  void viewsComeAndGoWithTheirEndpoints() {
    endpoints.configure(endpoint("one", 1, "1"));
    endpoints.configure(endpoint("two", 2, "2"));
    assertEquals(List.of("host:1 co/v1", "host:2 co/v1"), views);
    endpoints.remove("one");
    assertEquals(List.of("host:2 co/v1"), views);
    endpoints.close();
    assertTrue(views.isEmpty());
    endpoints.close();
  }

  @Test
  void eachEndpointIsAskedForASignOfLifeWhileItIsThere() {
    endpoints.configure(endpoint("one", 1, "1"));
    endpoints.configure(endpoint("two", 2, "2"));
    assertEquals(2, heartbeats.size());
    CompletionStage<?> answer = (CompletionStage<?>) heartbeats.get(0).get();
    assertTrue(answer.toCompletableFuture().isDone(), "the loop runs at once here");
    endpoints.remove("one");
    assertEquals(1, heartbeats.size());
    endpoints.close();
    assertTrue(heartbeats.isEmpty());
  }
}
