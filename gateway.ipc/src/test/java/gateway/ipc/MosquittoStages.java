package gateway.ipc;

import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.Lane;
import gateway.api.stage.ModuleHandler;
import gateway.api.test.Mosquitto;
import gateway.handler.HandlerComponent;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.mqtt.BrokerSettings.Broker;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Three stages with threads of their own and connections of their own. */
final class MosquittoStages implements Transport.Stages {

  private final Mosquitto mosquitto;
  private final Broker broker;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final ThreadLane serverLane = new ThreadLane();
  private final ThreadLane handlerLane = new ThreadLane();
  private final World.Container server = new World.Container();
  private final World.Container middle = new World.Container();
  private final World.Container client = new World.Container();
  private final FakeModules modules = new FakeModules(number -> handlerLane);
  private final FakeExternalClient cloud = new FakeExternalClient();
  private final Hub[] hubs = new Hub[StageName.values().length];

  /** Starts them, and returns when they have found one another. It ends the broker too. */
  MosquittoStages(Mosquitto mosquitto, Broker broker) {
    this.mosquitto = mosquitto;
    this.broker = broker;
    new InternalServerSide(server, hub(StageName.INTERNAL_SERVER), number -> serverLane);
    ModuleHandlerSide side =
        new ModuleHandlerSide(
            middle, hub(StageName.MODULE_HANDLER), 250, modules, modules, World.DEFAULT_BOUNDS);
    HandlerComponent handler = new HandlerComponent(15_000, modules, modules, System::nanoTime);
    handler.bindExternalClient(middle.find(ExternalClient.class).orElseThrow());
    side.moduleHandler = handler;
    side.commandSink = handler;
    side.deviceDirectory = handler;
    side.bindSettled(null);
    ExternalClientSide clientSide =
        new ExternalClientSide(client, hub(StageName.EXTERNAL_CLIENT), modules);
    clientSide.bindClient(cloud);
    await(() -> server.find(ModuleHandler.class).isPresent());
    await(
        () ->
            directory().liveDevices().toCompletableFuture().handle(MosquittoStages::failed).join());
  }

  private static boolean failed(Object value, Throwable failure) {
    return failure == null;
  }

  private Hub hub(StageName self) {
    Topics topics = new Topics("test", self);
    BrokerSettings settings = topics.connection(broker, Duration.ofSeconds(5));
    Hub hub =
        new Hub(
            topics,
            listener -> BrokerConnection.open(settings, listener),
            timer,
            System::nanoTime,
            () -> 0,
            self.ordinal() + 1);
    hubs[self.ordinal()] = hub;
    return hub;
  }

  @Override
  public ModuleHandler handler() {
    return server.find(ModuleHandler.class).orElseThrow();
  }

  @Override
  public CommandSink commands() {
    return client.find(CommandSink.class).orElseThrow();
  }

  @Override
  public DeviceDirectory directory() {
    return client.find(DeviceDirectory.class).orElseThrow();
  }

  @Override
  public FakeExternalClient cloud() {
    return cloud;
  }

  @Override
  public void onLane(Runnable task) throws Exception {
    serverLane.executor().submit(task).get(5, TimeUnit.SECONDS);
  }

  @Override
  public void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not become so");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    for (Hub hub : hubs) {
      hub.close().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    }
    timer.shutdownNow();
    serverLane.executor().shutdownNow();
    handlerLane.executor().shutdownNow();
    mosquitto.close();
  }

  private static final class ThreadLane implements Lane {
    private volatile Thread thread;
    private final ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(task -> thread = new Thread(task));

    @Override
    public ScheduledExecutorService executor() {
      return executor;
    }

    @Override
    public boolean inLane() {
      return Thread.currentThread() == thread;
    }

    @Override
    public void abandon() {
      throw new AssertionError("no module hangs here");
    }
  }
}
