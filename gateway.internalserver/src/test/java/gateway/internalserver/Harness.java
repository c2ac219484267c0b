package gateway.internalserver;

import gateway.api.device.Device;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.stage.DeviceDownlink;
import gateway.api.stage.DeviceUplink;
import gateway.api.stage.DisconnectCause;
import gateway.api.stage.MemoryBudget;
import gateway.api.stage.MemoryShare;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleHandler;
import gateway.api.stage.ServedModule;
import gateway.internalserver.ServerSettings.Bounds;
import gateway.internalserver.ServerSettings.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A device port with a handler that answers each status with its own data, {@code later…} not
 * before it has returned, refuses {@code bad}, and keeps silent on {@code mute}. Modules: 7 (types
 * 0 and 1) and 8 (all types).
 */
final class Harness implements ModuleCatalog, ModuleHandler {

  static final DevicePort PORT = new DevicePort("127.0.0.1", 0);

  /** Bounds that no test reaches by chance. */
  static final Bounds BOUNDS = new Bounds(1024 * 1024, 1024, 4096, 4096);

  /** Limits that a loaded machine keeps; each is the subject of a test of its own. */
  static final Timing TIMING = timing(10, 10, 10, 10);

  static final ServerSettings SETTINGS = settings(TIMING, PORT);

  /** A second for an answer, and as much for a module to come. */
  static final ServerSettings SECOND = settings(timing(10, 10, 1, 1), PORT);

  static Timing timing(int handshake, int frame, int answer, int hold) {
    return new Timing(
        Duration.ofSeconds(handshake),
        Duration.ofSeconds(frame),
        Duration.ofSeconds(answer),
        Duration.ofSeconds(hold));
  }

  static ServerSettings settings(Timing timing, DevicePort... ports) {
    return new ServerSettings(List.of(ports), BOUNDS, timing, Testing.OFF);
  }

  final NettyLanes lanes = new NettyLanes();
  final Map<Integer, ServedModule> modules = new ConcurrentHashMap<>();
  final Map<Integer, Boolean> awaited = new ConcurrentHashMap<>();
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /** The newest connection of each role. */
  final Map<String, DeviceDownlink> links = new ConcurrentHashMap<>();

  final DeviceServer server;

  /** Runs on the lane before each status is answered. */
  volatile Runnable onStatus = () -> {};

  /** Runs whenever somebody asks for a module. */
  volatile Runnable onFind = () -> {};

  /** Runs on the lane before each connect is answered. */
  volatile Runnable onConnect = () -> {};

  Harness() throws IOException {
    this(SETTINGS);
  }

  Harness(ServerSettings settings) throws IOException {
    this(settings, new MemoryBudget(MemoryShare.CONNECTIONS), new MemoryBudget(MemoryShare.FRAMES));
  }

  Harness(ServerSettings settings, MemoryBudget connections, MemoryBudget frames)
      throws IOException {
    modules.put(7, new ServedModule(7, "seven", "1.0.0", DeviceTypes.of(0, 1), true, false));
    modules.put(8, new ServedModule(8, "eight", "1.0.0", DeviceTypes.ALL, true, false));
    server = new DeviceServer(settings, this, lanes, connections, frames);
    server.use(this);
  }

  TestDevice device(int module, int type, String role, int priority) throws IOException {
    return new TestDevice(server.addresses().get(0), module, type, role, "name", priority);
  }

  TestDevice device(String role) throws IOException {
    return device(7, 0, role, 0);
  }

  /** Waits for the next event of the handler. */
  String event() throws InterruptedException {
    String event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("the handler was told nothing");
    }
    return event;
  }

  @Override
  public DeviceUplink connect(Device device, DeviceDownlink downlink) {
    onConnect.run();
    events.add("connect " + device);
    links.put(device.role(), downlink);
    return new DeviceUplink() {
      @Override
      public void status(Payload status) {
        onStatus.run();
        switch (status.toText()) {
          case "bad" -> downlink.disconnect(DisconnectCause.INVALID_STATUS);
          case "mute" -> events.add("mute " + device);
          default -> {
            if (status.toText().startsWith("later")) {
              lanes.lane(device.module()).executor().execute(() -> downlink.command(status));
            } else {
              downlink.command(status);
            }
          }
        }
      }

      @Override
      public void disconnected(DisconnectCause cause) {
        events.add(cause + " " + device);
      }
    };
  }

  @Override
  public Optional<ServedModule> find(int number) {
    onFind.run();
    return Optional.ofNullable(modules.get(number));
  }

  @Override
  public boolean isAwaited(int number) {
    return awaited.getOrDefault(number, false);
  }

  @Override
  public Collection<ServedModule> served() {
    return modules.values();
  }

  void close() throws InterruptedException {
    server.stop();
    lanes.deactivate();
  }
}
