package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.device.DeviceTypes;
import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.stage.ModuleRuntime.Folded;
import gateway.api.stage.ServedModule;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/**
 * Undelivered statuses become an error message, whatever the module does (PROTOCOL section 4.12).
 */
class FoldingTest {

  private final Bench bench = new Bench(Owners.FORGETFUL, false);
  private final List<String> calls = new ArrayList<>();
  private int versions;

  /** Writes statuses one behind the other; throws for "bad", and "hang" takes two seconds. */
  private final class Module implements FleetModule {

    @Override
    public DeviceLogic newDevice(DeviceContext device) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
      String text = status.toText();
      calls.add(text);
      if (text.equals("bad")) {
        throw new IllegalStateException("cannot be folded");
      }
      if (text.equals("hang")) {
        bench.time.advance(Duration.ofSeconds(2));
      }
      return Payload.ofText(error.map(e -> e.toText() + ' ').orElse("") + text);
    }
  }

  private Candidate candidate(FleetModule module) {
    Version version = new Version(++versions, 0, 0);
    return new Candidate(
        new ServedModule(Bench.NUMBER, "m", version.toString(), DeviceTypes.ALL, true, false),
        version,
        versions,
        module);
  }

  private Candidate serve() {
    Candidate candidate = candidate(new Module());
    bench.registry.add(candidate);
    return candidate;
  }

  private CompletableFuture<Folded> fold(String role, int errorMaxBytes, String... statuses) {
    return bench.registry.foldErrors(
        new DeviceKey(Bench.NUMBER, 0, role),
        Optional.empty(),
        reports(statuses),
        size -> size <= errorMaxBytes);
  }

  /** Statuses, and a newest one which is not folded. */
  private static List<StatusReport> reports(String... statuses) {
    return Stream.concat(Stream.of(statuses), Stream.of("newest"))
        .map(status -> report(status, false))
        .toList();
  }

  private static StatusReport report(String status, boolean repeated) {
    return new StatusReport(
        Device.of(Bench.NUMBER, 0, "a", "", 0), Payload.ofText(status), false, repeated);
  }

  private CompletableFuture<Folded> fold(String... statuses) {
    return fold("a", 1000, statuses);
  }

  private static Folded folded(String error, int failed, int hung, int tooLarge) {
    return new Folded(Optional.of(Payload.ofText(error)), failed, hung, tooLarge);
  }

  private void assertFolded(Folded expected, CompletableFuture<Folded> folded) {
    bench.time.runDue();
    assertTrue(folded.isDone());
    assertEquals(expected, folded.join());
  }

  private static String[] numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toArray(String[]::new);
  }

  @Test
  void statusesAreFoldedOldestFirstIntoTheErrorMessageThatIsThere() {
    serve();
    CompletableFuture<Folded> folded =
        bench.registry.foldErrors(
            new DeviceKey(Bench.NUMBER, 0, "a"),
            Optional.of(Payload.ofText("0")),
            reports("1", "2"),
            size -> true);
    assertFalse(folded.isDone(), "it runs on the lane");
    assertFolded(folded("0 1 2", 0, 0, 0), folded);
  }

  @Test
  void theNewestStatusAndRepetitionsAreNotFolded() {
    serve();
    List<StatusReport> reports =
        List.of(
            report("0", true),
            report("1", false),
            report("1", true),
            report("2", false),
            report("2", true));
    assertFolded(
        folded("1", 0, 0, 0),
        bench.registry.foldErrors(
            new DeviceKey(Bench.NUMBER, 0, "a"), Optional.empty(), reports, size -> true));
    assertFolded(new Folded(Optional.empty(), 0, 0, 0), fold());
    assertEquals(List.of("1"), calls);
  }

  @Test
  void devicesOfANumberTakeTurnsSoThatTheLaneIsNotHeldUp() {
    serve();
    CompletableFuture<Folded> many = fold(numbers(1, 35));
    CompletableFuture<Folded> few = fold("b", 1000, "x", "y");
    few.thenRun(() -> assertFalse(many.isDone()));
    bench.time.runDue();
    assertEquals(List.of("x", "y"), calls.subList(Folding.MAX_BATCH, Folding.MAX_BATCH + 2));
    assertFolded(folded("x y", 0, 0, 0), few);
    assertFolded(folded(String.join(" ", numbers(1, 35)), 0, 0, 0), many);
  }

  @Test
  void manyDevicesOfASlowModuleDoNotMakeEachOtherLate() {
    bench.add(
        "m",
        "1.0.0",
        new ScriptedModule("slow")
            .on("aggregateError", () -> bench.time.advance(Duration.ofMillis(900))));
    List<CompletableFuture<Folded>> folded =
        IntStream.range(0, 50).mapToObj(i -> fold("d" + i, 1000, numbers(1, 20))).toList();
    bench.time.advance(Duration.ofHours(1));
    folded.forEach(f -> assertFolded(folded("slow", 0, 0, 0), f));
  }

  @Test
  void aSwapGapLosesNothingHoweverLongItTakes() {
    Candidate old = serve();
    CompletableFuture<Folded> folded = fold(numbers(1, 35));
    bench.registry.remove(old);
    for (long millis : List.of(5_000L, 86_400_000L)) {
      bench.time.advance(Duration.ofMillis(millis));
      assertFalse(folded.isDone());
    }
    serve();
    assertFolded(folded(String.join(" ", numbers(1, 35)), 0, 0, 0), folded);
    assertEquals(Map.of(), bench.registry.unfoldedStatuses());
  }

  @Test
  void aModuleThatLeavesInTheMiddleLosesNothing() {
    Candidate leaves = serve();
    List<CompletableFuture<Folded>> folded =
        Stream.of("a", "b").map(role -> fold(role, 1000, numbers(1, 25))).toList();
    folded.forEach(f -> f.thenRun(() -> assertEquals(50, calls.size())));
    bench.time.schedule(() -> bench.registry.remove(leaves), 0, TimeUnit.NANOSECONDS);
    bench.time.advance(Duration.ofSeconds(5));
    assertTrue(calls.size() < 50);
    serve();
    folded.forEach(f -> assertFolded(folded(String.join(" ", numbers(1, 25)), 0, 0, 0), f));
  }

  @Test
  void whoWaitsForAModuleDoesNotAskForItAgainAndAgain() {
    fold("1");
    bench.time.runDue();
    int pending = bench.time.pending();
    bench.time.advance(Duration.ofDays(1));
    assertEquals(pending, bench.time.pending(), "the watch over hanging calls, and nothing else");
  }

  @Test
  void aModuleThatThrowsLosesExactlyTheStatusesForWhichItThrows() {
    serve();
    assertFolded(folded("1 2 3", 2, 0, 0), fold("1", "bad", "2", "bad", "3"));
    assertEquals(Map.of(Bench.NUMBER, 2L), bench.registry.unfoldedStatuses());
    assertFolded(new Folded(Optional.empty(), 1, 0, 0), fold("bad"));
  }

  @Test
  void anErrorMessageThatWouldBecomeTooLargeStaysAndSmallerStatusesStillFindRoom() {
    serve();
    assertFolded(folded("111 222 5", 0, 0, 2), fold("a", 9, "111", "222", "333", "4444", "5"));
    assertEquals(Map.of(Bench.NUMBER, 2L), bench.registry.unfoldedStatuses());
  }

  @Test
  void aStatusThatHangsIsTriedByTheNextVersionAndThenLostAlone() {
    serve();
    serve();
    CompletableFuture<Folded> folded = fold("1", "hang", "2");
    bench.time.advance(Duration.ofSeconds(5));
    assertEquals(List.of("1", "hang", "hang"), calls, "no version is left");
    assertFalse(folded.isDone());
    serve();
    assertFolded(folded("1 2", 0, 1, 0), folded);
    assertEquals(Map.of(Bench.NUMBER, 1L), bench.registry.unfoldedStatuses());
    assertEquals("the module hung on 1", folded.join().reason());
  }

  @Test
  void aVersionWithoutTheFaultFoldsWhatTheOneBeforeHungOn() {
    serve();
    CompletableFuture<Folded> folded = fold("1", "hang", "2");
    bench.time.advance(Duration.ofSeconds(5));
    assertFalse(folded.isDone());
    bench.add("m", "9.0.0", new ScriptedModule("good"));
    assertFolded(folded("good", 0, 0, 0), folded);
  }

  @Test
  void aLaneThatIsLostToAnotherCallCostsNoStatus() {
    List<VirtualLane> lanes = new ArrayList<>(List.of(new VirtualLane(new VirtualExecutor())));
    Registry registry =
        new Registry(
            number -> {
              if (lanes.get(0).isAbandoned()) {
                lanes.set(0, new VirtualLane(bench.time));
              }
              return lanes.get(0);
            },
            bench.time,
            bench.time::nanoTime,
            new Registry.Limits(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ZERO),
            number -> {});
    registry.add(candidate(new Module()));
    registry.add(
        candidate(
            new ScriptedModule("hung")
                .on("isStatusValid", () -> bench.time.advance(Duration.ofSeconds(2)))));
    CompletableFuture<Folded> folded =
        registry.foldErrors(
            new DeviceKey(Bench.NUMBER, 0, "a"), Optional.empty(), reports("1"), size -> true);
    bench.time.runDue();
    assertFalse(folded.isDone(), "it waits on the lane");
    registry.open(new DeviceKey(Bench.NUMBER, 0, "b"), new FakeHeld()).isStatusValid(Bench.STATUS);
    assertFolded(folded("1", 0, 0, 0), folded);
  }

  @Test
  void whoGivesUpIsForgotten() {
    CompletableFuture<Folded> folded = fold("1");
    CompletableFuture<Folded> other = fold("b", 1000, "2");
    bench.time.runDue();
    folded.cancel(false);
    serve();
    assertFolded(folded("2", 0, 0, 0), other);
    assertEquals(List.of("2"), calls);
  }

  @Test
  void theEndOfTheRegistryLeavesNobodyWaiting() {
    CompletableFuture<Folded> before = fold("1");
    bench.registry.close();
    assertTrue(before.isCompletedExceptionally());
    assertTrue(fold("2").isCompletedExceptionally());
    assertEquals(Map.of(), bench.registry.unfoldedStatuses());
  }
}
