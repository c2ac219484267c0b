package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.view.EndpointView.State;
import gateway.api.view.StoreView;
import gateway.external.World.Seen;
import gateway.external.base.Settings;
import gateway.external.base.Setup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint against the model of the real External Server: nothing missing, order kept. */
class RandomFaultsTest {

  private static final List<String> ROLES = IntStream.range(0, 14).mapToObj(i -> "r" + i).toList();

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("seeds", 30));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void withRandomFaultsNoStatusIsMissingAndOrderIsKept(int seed) {
    Random random = new Random(seed);
    World world = new World(random, random.nextInt(60), Bench.settings(10_000, 1_000_000));
    endure(world, random);
    check(world, "seed " + seed);
  }

  /**
   * What waits is folded in the midst of sequences and while devices leave. What finds no room to
   * wait to be folded either is counted.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void withAQueueThatIsOftenFullTheSameHolds(int seed) {
    Random random = new Random(seed);
    Settings settings = Bench.settings(2 + random.nextInt(20), 1_000_000);
    World world = new World(random, random.nextInt(60), settings);
    endure(world, random);
    check(world, "seed " + seed, world.endpoint.snapshot().counters().lost());
  }

  private static void endure(World world, Random random) {
    for (int step = 0; step < 3000; step++) {
      device(world, random);
      if (random.nextInt(300) == 0) {
        fault(world, random);
      }
      world.advance(random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(20));
    }
    finish(world);
  }

  private static void device(World world, Random random) {
    String role = ROLES.get(random.nextInt(1 + random.nextInt(ROLES.size())));
    if (world.isLive(role) && random.nextInt(40) == 0) {
      world.leave(role);
    } else if (world.isLive(role) || random.nextInt(5) == 0) {
      world.status(role);
    }
  }

  private static void fault(World world, Random random) {
    switch (random.nextInt(6)) {
      case 0 -> world.cutGateway();
      case 1 -> {
        world.brokerDown();
        world.advance(random.nextInt(30_000));
        world.brokerBack();
      }
      case 2 -> {
        world.server.stop();
        world.advance(random.nextInt(20_000));
        world.server.brokerConnected();
      }
      case 3 -> {
        world.serverLost();
        world.advance(random.nextInt(2000));
        world.server.brokerConnected();
      }
      default ->
          world.server.command(
              Bench.device(ROLES.get(random.nextInt(3))).key(),
              Optional.empty(),
              Payload.ofText("go"));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatWasUndeliveredForLongEnoughSurvivesKillsAndFailingDisks(int seed) {
    Random random = new Random(seed);
    Setup setup = new Setup();
    setup.storeAfter = List.of(0, 100, 100, 500).get(random.nextInt(4));
    setup.storeMaxBytes = 100_000;
    World world = new World(random, random.nextInt(60), setup.settings());
    for (int step = 0; step < 3000; step++) {
      device(world, random);
      if (random.nextInt(300) == 0) {
        fault(world, random);
      }
      if (random.nextInt(300) == 0) {
        hardFault(world, random);
      }
      world.advance(random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(20));
    }
    heal(world);
    world.advance(60_000);
    finish(world);
    check(world, "seed " + seed);
    world.advance(1000);
    assertEquals(StoreView.State.OK, world.store.snapshot().state());
    assertTrue(
        world.disk.values.keySet().stream().noneMatch(key -> key.contains("/")),
        world.disk.values.keySet().toString());
  }

  private static void hardFault(World world, Random random) {
    switch (random.nextInt(8)) {
      case 0, 1 -> world.kill();
      case 2 -> world.restart();
      case 3 -> {
        world.disk.fault = Optional.of("broken");
        world.disk.failsLate = random.nextBoolean();
      }
      case 4 -> world.disk.added = world.disk.added == 0 ? 99_900 : 0;
      case 5 -> {
        world.disk.unreadable = random.nextBoolean();
        world.kill();
      }
      case 6 -> {
        if (!world.stages.numbers.remove(1)) {
          world.stages.arrive(1);
        }
      }
      default -> heal(world);
    }
  }

  private static void heal(World world) {
    world.disk.fault = Optional.empty();
    world.disk.unreadable = false;
    world.disk.added = 0;
    world.stages.arrive(1);
  }

  private static void finish(World world) {
    for (int i = 0; i < 30; i++) {
      ROLES.stream().filter(world::isLive).forEach(world::status);
      world.advance(15_000);
    }
    assertEquals(
        world.stages.live.isEmpty() ? State.NOT_INITIALIZED : State.CONNECTED,
        world.endpoint.snapshot().link().state(),
        world.endpoint.snapshot().toString());
    ROLES.stream().filter(world::isLive).forEach(world::leave);
    world.advance(120_000);
    assertEquals(
        State.NOT_INITIALIZED,
        world.endpoint.snapshot().link().state(),
        world.endpoint.snapshot().toString());
    assertEquals(0, world.endpoint.snapshot().load().undelivered());
    assertEquals(0, world.endpoint.snapshot().load().queued());
  }

  private static void check(World world, String run) {
    check(world, run, 0);
  }

  private static void check(World world, String run, long lost) {
    Map<String, Set<Integer>> missed = new TreeMap<>();
    world.sent.forEach(
        (role, count) -> {
          Seen seen = world.seen.getOrDefault(role, new Seen());
          Set<Integer> all = new TreeSet<>(seen.statuses);
          all.addAll(seen.inErrors);
          Set<Integer> missing = new TreeSet<>();
          for (int number = 1; number <= count; number++) {
            if (!all.contains(number)) {
              missing.add(number);
            }
          }
          missing.removeAll(world.excused.getOrDefault(role, Set.of()));
          missed.put(role, missing);
          int last = 0;
          for (int number : seen.statuses) {
            assertTrue(
                number >= last || number == World.PROCESS_ENDED || world.late.contains(role),
                run + ", device " + role + ": " + seen.statuses);
            last = number;
          }
        });
    int count = missed.values().stream().mapToInt(Set::size).sum();
    assertTrue(count <= lost, run + ", missing: " + missed);
    assertEquals(List.of(), world.doubled, run);
    List<String> unanswered =
        world.ignored.stream()
            .filter(what -> what.startsWith("CONNECTING of") || what.contains(" in state "))
            .toList();
    assertEquals(List.of(), unanswered, run);
  }

  /** Without faults everything arrives as a status of its own, and the session never ends. */
  @Test
  void withoutFaultsNothingIsFolded() {
    Random random = new Random(1);
    World world = new World(random, 20, Bench.settings(10_000, 1_000_000));
    for (int step = 0; step < 3000; step++) {
      world.status(ROLES.get(random.nextInt(ROLES.size())));
      world.advance(random.nextInt(20));
    }
    world.advance(5000);
    check(world, "no faults");
    assertTrue(world.seen.values().stream().allMatch(seen -> seen.inErrors.isEmpty()));
    assertEquals(List.of(), world.ends);
    assertEquals(1, world.endpoint.snapshot().link().session().length() - "session".length());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void overloadIsFoldedAndNothingIsMissing(int seed) {
    Random random = new Random(seed);
    World world = new World(random, 20, Bench.settings(200, 1_000_000));
    for (int step = 0; step < 20_000; step++) {
      world.status(ROLES.get(random.nextInt(3)));
      if (random.nextInt(4) == 0) {
        world.advance(1);
      }
    }
    finish(world);
    check(world, "overload " + seed);
  }
}
