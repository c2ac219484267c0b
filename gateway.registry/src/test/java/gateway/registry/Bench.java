package gateway.registry;

import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ServedModule;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.osgi.framework.Version;

/** A registry with number 7, in virtual time, whose rehearsals run when a test says so. */
final class Bench {

  static final int NUMBER = 7;
  static final Payload STATUS = Payload.ofText("s");

  private static final Registry.Limits LIMITS =
      new Registry.Limits(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(2));

  final VirtualExecutor time = new VirtualExecutor();
  final Map<Integer, VirtualLane> lanes = new HashMap<>();
  final List<Integer> changes = new ArrayList<>();
  final Queue<Runnable> rehearsals = new ArrayDeque<>();
  final Registry registry;
  private long bundles;

  Bench() {
    this(Owners.FORGETFUL, true);
  }

  Bench(Owners owners, boolean rehearses) {
    registry =
        new Registry(
            this::lane,
            time,
            time::nanoTime,
            LIMITS,
            changes::add,
            owners,
            rehearses ? Optional.of(rehearsals::add) : Optional.empty());
  }

  private VirtualLane lane(int number) {
    VirtualLane lane = lanes.get(number);
    if (lane == null || lane.isAbandoned()) {
      lane = new VirtualLane(time);
      lanes.put(number, lane);
    }
    return lane;
  }

  /** A module of number 7. */
  Candidate add(String name, String version, ScriptedModule module) {
    return add(NUMBER, name, version, module);
  }

  Candidate add(int number, String name, String version, ScriptedModule module) {
    Candidate candidate =
        new Candidate(
            new ServedModule(number, name, version, DeviceTypes.ALL, true, false),
            Version.parseVersion(version),
            ++bundles,
            module);
    registry.add(candidate);
    return candidate;
  }

  ModuleDevice device(String role) {
    return device(NUMBER, role);
  }

  ModuleDevice device(int number, String role) {
    return registry.open(new DeviceKey(number, 0, role), FakeHeld.of(STATUS));
  }

  /** A device that has not sent a status yet. */
  ModuleDevice newcomer(String role) {
    return registry.open(new DeviceKey(NUMBER, 0, role), new FakeHeld());
  }

  /** Runs what the lane has to do, and the rehearsals that are asked for there. */
  void rehearse() {
    time.runDue();
    while (!rehearsals.isEmpty()) {
      rehearsals.remove().run();
      time.runDue();
    }
  }

  /** Sends a status and returns who answered it. */
  static String answer(ModuleDevice device) {
    if (!device.isStatusValid(STATUS)) {
      return "refused";
    }
    device.sendNow(STATUS, STATUS);
    device.aggregate(STATUS, STATUS);
    return device.nextCommand(STATUS, STATUS, Optional.of(STATUS), STATUS).toText();
  }

  /** Returns name and version of who serves, or "none". */
  String serving() {
    return serving(NUMBER);
  }

  String serving(int number) {
    return registry
        .find(number)
        .map(module -> module.name() + ' ' + module.version())
        .orElse("none");
  }

  ModuleSnapshot snapshot(String version) {
    return registry.modules().stream()
        .filter(module -> module.version().equals(version))
        .findFirst()
        .orElseThrow();
  }

  State state(String version) {
    return snapshot(version).state();
  }
}
