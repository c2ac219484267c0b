package gateway.ipc;

import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ModuleHandler;
import gateway.api.test.Mosquitto;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import gateway.handler.HandlerComponent;
import gateway.mqtt.BrokerSettings.Broker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The ways in which stages reach each other, each with the real handler in the middle. */
enum Transport {
  ONE_CONTAINER {
    @Override
    Stages open() {
      return new Direct();
    }
  },
  BROKER_IN_VIRTUAL_TIME {
    @Override
    Stages open() {
      return new Virtual();
    }
  },
  MOSQUITTO {
    @Override
    Stages open() throws Exception {
      Mosquitto broker = Mosquitto.start();
      return new MosquittoStages(broker, new Broker("127.0.0.1", broker.port()));
    }
  };

  abstract Stages open() throws Exception;

  /** What the internal server and the external client have of the handler. */
  interface Stages extends AutoCloseable {

    ModuleHandler handler();

    CommandSink commands();

    DeviceDirectory directory();

    FakeExternalClient cloud();

    /** Does something on the lane of the devices' module. */
    void onLane(Runnable task) throws Exception;

    /** Waits until something is so, and fails if it takes too long. */
    void await(BooleanSupplier condition);

    /** Ends what runs. */
    @Override
    default void close() {
      // nothing runs
    }
  }

  private static final class Direct implements Stages {
    private final VirtualExecutor time = new VirtualExecutor();
    private final VirtualLane lane = new VirtualLane(time);
    private final FakeModules modules = new FakeModules(number -> lane);
    private final HandlerComponent handler =
        new HandlerComponent(15_000, modules, modules, time::nanoTime);
    private final FakeExternalClient cloud = new FakeExternalClient();

    Direct() {
      handler.bindExternalClient(cloud);
    }

    @Override
    public ModuleHandler handler() {
      return handler;
    }

    @Override
    public CommandSink commands() {
      return handler;
    }

    @Override
    public DeviceDirectory directory() {
      return handler;
    }

    @Override
    public FakeExternalClient cloud() {
      return cloud;
    }

    @Override
    public void onLane(Runnable task) {
      task.run();
    }

    @Override
    public void await(BooleanSupplier condition) {
      time.runDue();
      check(condition);
    }
  }

  private static final class Virtual implements Stages {
    private final World world = World.running();

    @Override
    public ModuleHandler handler() {
      return world.server.handler().orElseThrow();
    }

    @Override
    public CommandSink commands() {
      return world.client.commands();
    }

    @Override
    public DeviceDirectory directory() {
      return world.client.directory();
    }

    @Override
    public FakeExternalClient cloud() {
      return world.client.stage;
    }

    @Override
    public void onLane(Runnable task) {
      task.run();
    }

    @Override
    public void await(BooleanSupplier condition) {
      world.time.advance(Duration.ofMillis(50));
      check(condition);
    }
  }

  private static void check(BooleanSupplier condition) {
    if (!condition.getAsBoolean()) {
      throw new AssertionError("it is not so");
    }
  }
}
