package gateway.testkit;

import gateway.api.device.Device;
import gateway.api.module.FleetModule;
import gateway.api.stage.CommandSink;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ServedModule;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import gateway.handler.HandlerComponent;
import gateway.registry.Candidate;
import gateway.registry.Registry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Version;

/**
 * A gateway with one module, in virtual time and without a container, for plain unit tests:
 *
 * <pre>{@code
 * OneModuleGateway gateway = OneModuleGateway.of(new LampModule());
 * TestDevice lamp = gateway.device(0, "left");
 * assertEquals("{\"lit\":true}", lamp.status("{\"pressed\":true}"));
 * gateway.offline();
 * lamp.status("{\"pressed\":false}");
 * lamp.status("{\"pressed\":true}");
 * assertEquals(Optional.of("{\"missed\":1}"), lamp.error());
 * }</pre>
 *
 * <p>Between the devices and the cloud work the gateway's own handler and registry, with the
 * default configuration: status period 15 s, three queued commands, 64 KiB of error message, a
 * version that keeps failing is set aside. Left out are sockets, threads and priorities; the cloud
 * answers at once. Time stands still but for {@link #advance}.
 *
 * <p>Not thread-safe.
 */
public final class OneModuleGateway {

  /** The default of {@code status-period}: the current status is forwarded at least that often. */
  public static final Duration STATUS_PERIOD = Duration.ofSeconds(15);

  private static final Duration CALL_BUDGET = Duration.ofMillis(50);
  private static final Duration HANG_LIMIT = Duration.ofSeconds(1);
  private static final Duration MODULE_GRACE = Duration.ofSeconds(2);

  private final VirtualExecutor time = new VirtualExecutor();
  private final Registry registry;
  private final HandlerComponent handler;
  private final Cloud cloud;
  private final int number;
  private final String name;
  private final Map<String, FleetModule> versions = new HashMap<>();
  private final Answers answers = new Answers();

  /** The remarks about the last call of the module, apart from its result. */
  private static final class Answers implements WatchedModule.Listener {
    Optional<Throwable> failure = Optional.empty();
    String reason = "";

    @Override
    public void failed(Throwable thrown) {
      failure = Optional.of(thrown);
    }

    @Override
    public void refused(String why) {
      reason = why;
    }
  }

  private OneModuleGateway(FleetModule module, ModuleDescription description) {
    VirtualLane lane = new VirtualLane(time);
    registry =
        new Registry(
            n -> lane,
            time,
            time::nanoTime,
            new Registry.Limits(CALL_BUDGET, HANG_LIMIT, MODULE_GRACE),
            this::moduleChanged);
    handler =
        new HandlerComponent((int) STATUS_PERIOD.toMillis(), registry, registry, time::nanoTime);
    cloud = new Cloud(registry);
    handler.bindExternalClient(cloud);
    number = description.number();
    name = module.getClass().getTypeName();
    add(module, description);
  }

  private void moduleChanged(int changed) {
    handler.moduleChanged(changed);
  }

  /**
   * Starts a gateway with a module that is described by its own annotations.
   *
   * @throws IllegalStateException as {@link ModuleDescription#of}
   */
  public static OneModuleGateway of(FleetModule module) {
    return of(module, ModuleDescription.of(module));
  }

  /** Starts a gateway with a module and its description. */
  public static OneModuleGateway of(FleetModule module, ModuleDescription description) {
    return new OneModuleGateway(module, description);
  }

  private void add(FleetModule module, ModuleDescription description) {
    Version version = new Version(versions.size() + 1, 0, 0);
    versions.put(version.toString(), module);
    ServedModule served =
        new ServedModule(
            number,
            name,
            version.toString(),
            description.deviceTypes(),
            description.firstStatusGeneratesCommand(),
            description.pushCommands());
    registry.add(
        new Candidate(served, version, versions.size(), new WatchedModule(module, answers)));
    time.runDue();
  }

  /**
   * Connects a device. Its first status registers it.
   *
   * @param deviceType a supported device type
   * @param role role of the device, unique among the connected ones of its type
   * @throws IllegalArgumentException if the connect would be refused: no module serves, the device
   *     type is not supported, the role is empty, or the device is connected
   */
  public TestDevice device(int deviceType, String role) {
    Device device = Device.of(number, deviceType, role, role, 0);
    ServedModule served =
        registry
            .find(number)
            .orElseThrow(() -> new IllegalArgumentException("MODULE_NOT_SUPPORTED: none serves"));
    if (role.isEmpty()) {
      throw new IllegalArgumentException("DEVICE_NOT_SUPPORTED: the role is empty");
    }
    if (!served.deviceTypes().supports(deviceType)) {
      throw new IllegalArgumentException(
          "DEVICE_NOT_SUPPORTED: the module supports device types " + served.deviceTypes());
    }
    if (handler.devices().stream().anyMatch(d -> d.device().key().equals(device.key()))) {
      throw new IllegalArgumentException("ALREADY_CONNECTED: device " + device.key());
    }
    return new TestDevice(this, device);
  }

  /**
   * Makes the cloud unreachable: instead of being forwarded, each status that a newer one replaces
   * becomes part of its device's error message.
   */
  public OneModuleGateway offline() {
    cloud.leave();
    return this;
  }

  /**
   * Makes the cloud reachable again: every device connects to it again, with its error message,
   * which is cleared then.
   */
  public OneModuleGateway online() {
    time.runDue();
    cloud.comeBack(handler);
    return this;
  }

  /** Advances the time. Timers that become due meanwhile run at their time. */
  public OneModuleGateway advance(Duration by) {
    time.advance(by);
    return this;
  }

  /**
   * Swaps the module as a newer version in the deploy folder would: it takes over between two
   * statuses, beginning from the devices' current statuses. Connections, queued commands and timers
   * stay; devices whose type it does not support are disconnected. The former version stays
   * installed and serves again when the new one is set aside.
   *
   * @throws IllegalStateException as {@link ModuleDescription#of}
   */
  public OneModuleGateway swapTo(FleetModule module) {
    return swapTo(module, ModuleDescription.of(module));
  }

  /**
   * Swaps the module as {@link #swapTo(FleetModule)} does, described by hand.
   *
   * @throws IllegalArgumentException if the number is another
   */
  public OneModuleGateway swapTo(FleetModule module, ModuleDescription description) {
    if (description.number() != number) {
      throw new IllegalArgumentException(
          "a version of module " + number + " cannot have number " + description.number());
    }
    add(module, description);
    return this;
  }

  /**
   * Returns the module that serves; empty when every version was set aside, because it kept failing
   * for several devices.
   */
  public Optional<FleetModule> serving() {
    return registry.find(number).map(served -> versions.get(served.version()));
  }

  VirtualExecutor time() {
    return time;
  }

  ModuleHandler handler() {
    return handler;
  }

  CommandSink commands() {
    return handler;
  }

  Cloud cloud() {
    return cloud;
  }

  /** Forgets the last exception and the last refusal reason of the module. */
  void forgetAnswers() {
    answers.failure = Optional.empty();
    answers.reason = "";
  }

  /** Returns the last exception of the module. */
  Optional<Throwable> failure() {
    return answers.failure;
  }

  /** Returns why the module refused something; empty if it did not, or did not say. */
  String reason() {
    return answers.reason;
  }
}
