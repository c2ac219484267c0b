package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.stage.Lane;
import gateway.api.stage.ModuleDevice;
import gateway.api.stage.ModuleException;
import gateway.api.stage.ServedModule;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class RegistryTest {

  private static final Payload STATUS = Payload.ofText("s");
  private static final Registry.Limits LIMITS =
      new Registry.Limits(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final VirtualExecutor time = new VirtualExecutor();
  private final List<VirtualLane> lanes = new ArrayList<>();
  private final List<Integer> changes = new ArrayList<>();
  private final Registry registry =
      new Registry(
          number -> {
            if (lanes.isEmpty() || lanes.get(lanes.size() - 1).isAbandoned()) {
              lanes.add(new VirtualLane(time));
            }
            return lanes.get(lanes.size() - 1);
          },
          time,
          time::nanoTime,
          LIMITS,
          changes::add);

  /** Answers every status with its own name. */
  private class Module implements FleetModule {
    final String answer;
    Optional<Payload> met = Optional.empty();
    Runnable onValidate = () -> {};
    boolean valid = true;
    int reasons;

    Module(String answer) {
      this.answer = answer;
    }

    @Override
    public DeviceLogic newDevice(DeviceContext device) {
      met = device.currentStatus();
      return new DeviceLogic() {
        @Override
        public boolean isStatusValid(Payload status) {
          onValidate.run();
          return valid;
        }

        @Override
        public String refusalReason() {
          reasons++;
          return "reason";
        }

        @Override
        public boolean isCommandValid(Payload command) {
          return true;
        }

        @Override
        public Payload firstCommand() {
          return Payload.ofText(answer);
        }

        @Override
        public boolean sendNow(Payload current, Payload status) {
          return true;
        }

        @Override
        public Payload aggregate(Payload current, Payload status) {
          return null;
        }

        @Override
        public Payload nextCommand(
            Payload status, Payload current, Optional<Payload> previous, Payload command) {
          return command;
        }
      };
    }

    @Override
    public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
      return status;
    }
  }

  private Candidate candidate(String name, String version, Module module) {
    return new Candidate(
        new ServedModule(7, name, version, DeviceTypes.ALL, true, false),
        Version.parseVersion(version),
        1,
        module);
  }

  private Candidate add(String name, String version, Module module) {
    Candidate candidate = candidate(name, version, module);
    registry.add(candidate);
    return candidate;
  }

  private ModuleDevice device(String role) {
    return registry.open(new DeviceKey(7, 0, role), FakeHeld.of(STATUS));
  }

  private String serving() {
    return registry.find(7).map(ServedModule::toString).orElse("none");
  }

  @Test
  void theNewestVersionServesAndDevicesMoveToIt() {
    Module old = new Module("old");
    Candidate first = add("m", "1.0.0", old);
    ModuleDevice device = device("a");
    assertEquals("old", device.firstCommand().toText());

    Module newer = new Module("new");
    add("m", "1.1.0", newer);
    assertEquals("new", device.firstCommand().toText());
    assertEquals(Optional.of(STATUS), newer.met, "the new one begins from the current status");

    registry.remove(first);
    assertEquals("7 m 1.1.0", serving());
  }

  @Test
  void removingTheNewestGivesTheNumberBackToTheOneBefore() {
    add("m", "1.0.0", new Module("old"));
    Candidate newer = add("m", "1.1.0", new Module("new"));
    ModuleDevice device = device("a");
    registry.remove(newer);
    assertEquals("old", device.firstCommand().toText());
    assertEquals("7 m 1.0.0", serving());
  }

  @Test
  void anOlderVersionThatComesLaterStandsBy() {
    add("m", "1.1.0", new Module("new"));
    add("m", "1.0.0", new Module("old"));
    assertEquals("7 m 1.1.0", serving());
    assertEquals(State.STANDBY, registry.modules().get(1).state());
  }

  @Test
  void theFirstOwnerKeepsANumber() {
    Candidate owner = add("m", "1.0.0", new Module("m"));
    add("other", "9.0.0", new Module("other"));
    assertEquals("7 m 1.0.0", serving());
    assertEquals(State.WAITING, registry.modules().get(0).state());
    assertTrue(registry.modules().get(0).reason().contains("belongs to m"));

    registry.remove(owner);
    assertEquals("none", serving(), "the grace is the owner's");
    time.advance(Duration.ofSeconds(2));
    assertEquals("7 other 9.0.0", serving());
  }

  @Test
  void aNumberIsAwaitedForTheGrace() {
    Candidate only = add("m", "1.0.0", new Module("m"));
    registry.remove(only);
    assertTrue(registry.isAwaited(7));
    assertThrows(ModuleException.class, () -> device("a").firstCommand());
    add("m", "1.0.1", new Module("again"));
    assertFalse(registry.isAwaited(7));
    assertEquals("again", device("a").firstCommand().toText());
    changes.clear();
    time.advance(Duration.ofSeconds(5));
    assertEquals(List.of(), changes, "the grace of a number that is served again means nothing");
  }

  @Test
  void anExceptionIsARefusalAndNothingElse() {
    Module module = new Module("m");
    add("m", "1.0.0", module);
    module.onValidate =
        () -> {
          throw new StackOverflowError();
        };
    ModuleDevice device = device("a");
    ModuleException refusal =
        assertThrows(ModuleException.class, () -> device.isStatusValid(STATUS));
    assertTrue(refusal.getCause() instanceof StackOverflowError);
    module.onValidate =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };
    refusal = assertThrows(ModuleException.class, () -> device.isStatusValid(STATUS));
    assertTrue(refusal.getCause() instanceof OutOfMemoryError);
    module.onValidate = () -> {};
    assertTrue(device.isStatusValid(STATUS));
    assertThrows(
        ModuleException.class, () -> device.aggregate(STATUS, STATUS), "null is a failure");
  }

  @Test
  void refusalsByRuleAreNoFailuresAndTheReasonIsAskedOnceASecond() {
    Module module = new Module("m");
    add("m", "1.0.0", module);
    module.valid = false;
    for (int i = 0; i < 100; i++) {
      assertFalse(device("a" + i % 2).isStatusValid(STATUS));
    }
    assertEquals("7 m 1.0.0", serving());
    assertEquals(1, module.reasons);
  }

  @Test
  void oneHostileDeviceCannotSetAModuleAside() {
    Module module = new Module("m");
    add("m", "1.0.0", module);
    module.onValidate =
        () -> {
          throw new IllegalStateException();
        };
    for (int i = 0; i < 100; i++) {
      ModuleDevice reconnecting = device("hostile");
      assertThrows(ModuleException.class, () -> reconnecting.isStatusValid(STATUS));
    }
    assertEquals("7 m 1.0.0", serving());
  }

  @Test
  void aModuleThatFailsForTwoDevicesIsSetAsideAndTheNextBestServes() {
    add("m", "1.0.0", new Module("old"));
    Module broken = new Module("broken");
    add("m", "1.1.0", broken);
    broken.onValidate =
        () -> {
          throw new IllegalStateException("bug");
        };
    for (String role : List.of("a", "b", "a")) {
      assertEquals("7 m 1.1.0", serving());
      assertTrue(device(role).isStatusValid(STATUS), "the version before answers instead");
    }
    assertEquals("7 m 1.0.0", serving());
    assertEquals(State.QUARANTINED, registry.modules().get(0).state());
    assertTrue(registry.modules().get(0).reason().contains("bug"));
  }

  @Test
  void aComponentThatCannotBeActivatedIsShownAndDoesNotServe() {
    registry.addFailed(candidate("m", "1.0.0", null), "its component could not be activated");
    assertEquals("none", serving());
    assertEquals(State.QUARANTINED, registry.modules().get(0).state());
  }

  @Test
  void aHungCallCostsItsLaneAndTheNextBestServes() {
    add("m", "1.0.0", new Module("old"));
    Module hung = new Module("hung");
    add("m", "1.1.0", hung);
    ModuleDevice device = device("a");
    hung.onValidate = () -> time.advance(Duration.ofSeconds(2));
    changes.clear();
    device.isStatusValid(STATUS);
    assertTrue(lanes.get(0).isAbandoned());
    assertEquals("7 m 1.0.0", serving());
    assertEquals(lanes.get(1), registry.lane(7));
    assertFalse(changes.isEmpty());
    assertThrows(
        ModuleException.class,
        device::firstCommand,
        "what was opened on the abandoned lane is at its end");
    assertEquals("old", device("a").firstCommand().toText());
  }

  @Test
  void aModuleThatLeavesTwiceHasItsWholeGraceTheSecondTime() {
    registry.remove(add("m", "1.0.0", new Module("m")));
    time.advance(Duration.ofMillis(1500));
    registry.remove(add("m", "1.0.0", new Module("m")));
    time.advance(Duration.ofMillis(1500));
    assertTrue(registry.isAwaited(7), "the first grace means nothing any more");
    time.advance(Duration.ofMillis(500));
    assertFalse(registry.isAwaited(7));
  }

  @Test
  void anOwnerThatLeavesQuarantineForGoodGivesItsNumberFree() {
    Candidate broken = candidate("m", "1.0.0", null);
    registry.addFailed(broken, "its component could not be activated");
    time.advance(Duration.ofSeconds(5));
    registry.remove(broken);
    add("other", "1.0.0", new Module("other"));
    assertEquals("7 other 1.0.0", serving());
  }

  /** The internal server refuses a connect for good when a number is neither served nor awaited. */
  @Test
  void aNumberThatLosesItsModuleIsAwaitedWithoutAGap() {
    List<String> seen = new ArrayList<>();
    Registry[] observed = new Registry[1];
    VirtualLane lane = new VirtualLane(time);
    Lane observing =
        new Lane() {
          @Override
          public ScheduledExecutorService executor() {
            seen.add(observed[0].find(7).isPresent() + " " + observed[0].isAwaited(7));
            return lane.executor();
          }

          @Override
          public boolean inLane() {
            return true;
          }

          @Override
          public void abandon() {
            lane.abandon();
          }
        };
    observed[0] = new Registry(number -> observing, time, time::nanoTime, LIMITS, number -> {});
    Candidate only = candidate("m", "1.0.0", new Module("m"));
    observed[0].add(only);
    observed[0].remove(only);
    assertEquals(List.of("false true"), seen);
  }

  @Test
  void theDevicesOfTheOldOwnerGoBeforeAnotherNameServes() {
    List<String> seenOnTheLane = new ArrayList<>();
    Registry[] observed = new Registry[1];
    Runnable look =
        () -> seenOnTheLane.add(observed[0].find(7).map(ServedModule::name).orElse("none"));
    observed[0] =
        new Registry(
            number -> new VirtualLane(time),
            time,
            time::nanoTime,
            LIMITS,
            number -> time.execute(look));
    Candidate owner = candidate("m", "1.0.0", new Module("m"));
    observed[0].add(owner);
    observed[0].add(candidate("other", "1.0.0", new Module("other")));
    observed[0].remove(owner);
    time.runDue();
    seenOnTheLane.clear();
    time.advance(Duration.ofSeconds(2));
    assertEquals(List.of("none", "other"), seenOnTheLane);
  }

  @Test
  void theVersionThatHangsIsSetAsideAndNotTheOneThatCameMeanwhile() {
    Module hung = new Module("hung");
    add("m", "1.0.0", hung);
    ModuleDevice device = device("a");
    hung.onValidate =
        () -> {
          add("m", "1.1.0", new Module("cure"));
          time.advance(Duration.ofSeconds(2));
        };
    device.isStatusValid(STATUS);
    assertTrue(lanes.get(0).isAbandoned());
    assertEquals("7 m 1.1.0", serving());
    assertEquals(State.QUARANTINED, registry.modules().get(1).state());
  }

  /** A stopped process or a long collection stops the watch and the module alike. */
  @Test
  void timeInWhichNothingRanIsNotAHang() {
    long[] stopped = new long[1];
    VirtualLane lane = new VirtualLane(time);
    Registry patient =
        new Registry(
            number -> lane, time, () -> time.nanoTime() + stopped[0], LIMITS, number -> {});
    Module module = new Module("m");
    patient.add(candidate("m", "1.0.0", module));
    module.onValidate =
        () -> {
          stopped[0] = Duration.ofSeconds(30).toNanos();
          time.advance(Duration.ofMillis(500));
        };
    patient.open(new DeviceKey(7, 0, "a"), new FakeHeld()).isStatusValid(STATUS);
    assertFalse(lane.isAbandoned());
    assertTrue(patient.find(7).isPresent());
  }

  @Test
  void aDeviceThatReconnectsBeforeTheWatchIsDoneIsServedOnTheFreshLane() {
    add("m", "1.0.0", new Module("m"));
    device("a");
    lanes.get(0).abandon();
    assertEquals("m", device("a").firstCommand().toText());
    assertEquals(lanes.get(1), registry.lane(7));
  }

  @Test
  void theWatchGoesOnAfterALaneThatCouldNotBeMade() {
    boolean[] outOfDescriptors = new boolean[1];
    VirtualLane[] lane = {new VirtualLane(time)};
    Registry starved =
        new Registry(
            number -> {
              if (lane[0].isAbandoned()) {
                if (outOfDescriptors[0]) {
                  throw new IllegalStateException("too many open files");
                }
                lane[0] = new VirtualLane(time);
              }
              return lane[0];
            },
            time,
            time::nanoTime,
            LIMITS,
            number -> {});
    for (String version : List.of("1.0.0", "1.1.0")) {
      Module hanging = new Module("m");
      hanging.onValidate = () -> time.advance(Duration.ofSeconds(2));
      starved.add(candidate("m", version, hanging));
    }
    outOfDescriptors[0] = true;
    starved.open(new DeviceKey(7, 0, "a"), new FakeHeld()).isStatusValid(STATUS);
    outOfDescriptors[0] = false;
    starved.open(new DeviceKey(7, 0, "a"), new FakeHeld()).isStatusValid(STATUS);
    assertEquals(
        List.of(State.QUARANTINED, State.QUARANTINED),
        starved.modules().stream().map(ModuleSnapshot::state).toList());
  }
}
