package gateway.ipc;

import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.UndeliveredBounds;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import gateway.handler.HandlerComponent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Three stages, the middle one with the real handler, and the broker between, in virtual time. */
final class World {

  static final UndeliveredBounds DEFAULT_BOUNDS =
      new UndeliveredBounds(
          UndeliveredBounds.QUEUE_STATUSES,
          UndeliveredBounds.QUEUE_BYTES,
          UndeliveredBounds.ERROR_MAX_BYTES,
          UndeliveredBounds.UNDELIVERED_MAX_BYTES);

  final VirtualExecutor time = new VirtualExecutor();
  final MemoryBroker broker = new MemoryBroker(time);
  private final VirtualLane lane = new VirtualLane(time);
  private long lives;

  /** What the handler has configured, of PID {@code gateway.external}. */
  UndeliveredBounds bounds = DEFAULT_BOUNDS;

  Server server;
  Handler handler;
  Client client;

  /** What a side offers its container. */
  static final class Container implements Offers {
    private final Map<Class<?>, Object> services = new HashMap<>();

    @Override
    public Runnable offer(Object service, Class<?>... types) {
      for (Class<?> type : types) {
        services.put(type, service);
      }
      return () -> services.values().remove(service);
    }

    <T> Optional<T> find(Class<T> type) {
      return Optional.ofNullable(type.cast(services.get(type)));
    }
  }

  private Hub hub(StageName self) {
    Topics topics = new Topics("test", self);
    return new Hub(topics, broker.factory(topics), time, time::nanoTime, () -> 1, ++lives);
  }

  /** The process of an internal server. */
  final class Server {
    final Container container = new Container();
    final Hub hub = hub(StageName.INTERNAL_SERVER);
    final InternalServerSide side = new InternalServerSide(container, hub, number -> lane);

    Optional<ModuleHandler> handler() {
      return container.find(ModuleHandler.class);
    }

    ModuleCatalog catalog() {
      return container.find(ModuleCatalog.class).orElseThrow();
    }

    FakeDevice connect(String role) {
      return new FakeDevice(role, handler().orElseThrow());
    }
  }

  /** The process of a module handler. */
  final class Handler {
    final Container container = new Container();
    final Hub hub = hub(StageName.MODULE_HANDLER);
    final FakeModules modules;
    final FoldingModule folding = new FoldingModule(lane, time);
    final ModuleHandlerSide side;
    final HandlerComponent component;

    Handler() {
      modules = new FakeModules(number -> lane);
      modules.folding = Optional.of(folding.registry);
      side = new ModuleHandlerSide(container, hub, 250, modules, modules, bounds);
      component = new HandlerComponent(15_000, modules, modules, time::nanoTime);
      component.bindExternalClient(container.find(ExternalClient.class).orElseThrow());
      side.moduleHandler = component;
      side.commandSink = component;
      side.deviceDirectory = component;
      side.bindSettled(null);
    }
  }

  /** The process of an external client. */
  final class Client {
    final Container container = new Container();
    final Hub hub = hub(StageName.EXTERNAL_CLIENT);
    final FakeModules modules = new FakeModules(number -> lane);
    final ExternalClientSide side = new ExternalClientSide(container, hub, modules);
    final FakeExternalClient stage = new FakeExternalClient();

    Client() {
      side.bindClient(stage);
    }

    CommandSink commands() {
      return container.find(CommandSink.class).orElseThrow();
    }

    DeviceDirectory directory() {
      return container.find(DeviceDirectory.class).orElseThrow();
    }
  }

  /** All three processes, which have found each other. */
  static World running() {
    World world = new World();
    world.startServer();
    world.startHandler();
    world.startClient();
    world.advance(1000);
    return world;
  }

  void startServer() {
    server = new Server();
  }

  void startHandler() {
    handler = new Handler();
  }

  void startClient() {
    client = new Client();
  }

  void advance(long millis) {
    time.advance(Duration.ofMillis(millis));
  }
}
