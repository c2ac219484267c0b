package gateway.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.StatusReport;
import gateway.api.stage.UndeliveredBounds;
import gateway.api.view.NeighboursView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the handler keeps for an external client that is away, and how it hands that over. */
class HandOverTest {

  private static final int MAX_STATUSES = UndeliveredBounds.QUEUE_STATUSES;

  private final World world = new World();
  private ExternalClient handOver;

  @BeforeEach
  void start() {
    world.startHandler();
    world.advance(1000);
    handOver = world.handler.container.find(ExternalClient.class).orElseThrow();
  }

  private void status(String role, String text) {
    handOver.forward(new StatusReport(Device.of(7, 0, role, "", 0), Payload.ofText(text), false));
    world.time.runDue();
  }

  private void statuses(String role, int from, int to) {
    IntStream.rangeClosed(from, to).forEach(i -> status(role, "s" + i));
  }

  private static String names(int from, int to) {
    return String.join(
        " ", IntStream.rangeClosed(from, to).mapToObj(i -> "s" + i).toArray(String[]::new));
  }

  @Test
  void everythingIsKeptUpToTheBound() {
    statuses("a", 1, MAX_STATUSES);
    world.startClient();
    world.advance(10_000);
    List<String> expected =
        IntStream.rangeClosed(1, MAX_STATUSES).mapToObj(i -> "a s" + i).toList();
    assertEquals(expected, world.client.stage.next());
    assertEquals(0, world.handler.side.waiting());
  }

  @Test
  void beyondTheBoundItIsFoldedPerDeviceAndWhatComesLaterFollows() {
    statuses("b", 1, 5);
    status("c", "only");
    statuses("a", 1, MAX_STATUSES - 5);
    status("a", "after");
    world.startClient();
    world.advance(10_000);
    List<String> taken = world.client.stage.next();
    int last = MAX_STATUSES - 5;
    assertTrue(taken.contains("b s5 error " + names(1, 4)), () -> taken.size() + " taken");
    assertTrue(taken.contains("c only"));
    assertTrue(taken.contains("a s" + last + " error " + names(1, last - 1)));
    assertEquals("a after", taken.get(taken.size() - 1));
    assertEquals(4, taken.size());
  }

  @Test
  void aFoldIsFoldedAgain() {
    int statuses = 2 * MAX_STATUSES + 1;
    for (int i = 0; i < statuses; i++) {
      status("a", "x");
    }
    world.startClient();
    world.advance(10_000);
    assertEquals(
        List.of("a x error " + "x ".repeat(statuses - 1).strip()), world.client.stage.next());
  }

  @Test
  void aFoldThatIsRefusedIsTriedAgainAndNothingOfItsDeviceOvertakesIt() {
    statuses("a", 1, MAX_STATUSES + 1);
    status("a", "later");
    status("b", "other");
    world.startClient();
    world.client.stage.takesFolded = false;
    world.advance(10_000);
    assertEquals(List.of("b other"), world.client.stage.next());
    world.client.stage.takesFolded = true;
    world.advance(2000);
    List<String> taken = world.client.stage.next();
    assertEquals("a s10001 error " + names(1, 10_000), taken.get(0));
    assertEquals(List.of("a later"), taken.subList(1, taken.size()));
  }

  @Test
  void repetitionsAreNotFoldedAndADeviceThatLeftHasItsNewestStatus() {
    configure(3, 65_536, UndeliveredBounds.UNDELIVERED_MAX_BYTES);
    statuses("a", 1, 2);
    repeat("a", "s2", false);
    repeat("a", "s2", true);
    world.startClient();
    world.advance(10_000);
    assertEquals(List.of("a s2 last error s1"), world.client.stage.next());
  }

  private void repeat(String role, String text, boolean last) {
    Device device = Device.of(7, 0, role, "", 0);
    handOver.forward(new StatusReport(device, Payload.ofText(text), last, true));
    world.time.runDue();
  }

  @Test
  void anErrorMessageThatBecomesTooLargeStaysAsItWas() {
    String text = "x".repeat(100);
    for (int i = 0; i <= MAX_STATUSES; i++) {
      status("a", text);
    }
    world.startClient();
    world.advance(10_000);
    List<String> taken = world.client.stage.next();
    assertEquals(1, taken.size());
    assertTrue(taken.get(0).length() <= UndeliveredBounds.ERROR_MAX_BYTES + 200);
    assertTrue(taken.get(0).length() > UndeliveredBounds.ERROR_MAX_BYTES / 2);
  }

  @Test
  void aModuleThatDoesNotFoldCostsTheStatusesButTheNewest() {
    world.handler.folding.folds = false;
    statuses("a", 1, 20);
    statuses("b", 1, MAX_STATUSES);
    world.advance(1_000_000);
    world.startClient();
    world.advance(10_000);
    List<String> taken = world.client.stage.next();
    assertTrue(taken.containsAll(List.of("a s20", "b s9981", "b s10000")));
    assertEquals(1 + 20, taken.size());
  }

  private NeighboursView.NeighbourSnapshot shown() {
    return world.handler.side.externalClient().snapshot();
  }

  @Test
  void whatTheModuleCouldNotFoldIsCountedAndShown() {
    statuses("a", 1, MAX_STATUSES + 1);
    assertEquals(0, shown().lost());
    world.handler.folding.folds = false;
    statuses("b", 1, MAX_STATUSES);
    assertEquals(MAX_STATUSES - 1, shown().lost());
    assertEquals(Map.of(7, MAX_STATUSES - 1L), world.handler.folding.registry.unfoldedStatuses());
  }

  /** Between two versions no module serves the number. */
  @Test
  void aSwapGapOfFiveSecondsWithTheHandOverFullLosesNothing() {
    world.handler.folding.leave();
    statuses("a", 1, MAX_STATUSES - 10);
    statuses("b", 1, 11);
    world.advance(5000);
    statuses("a", MAX_STATUSES - 9, MAX_STATUSES);
    world.handler.folding.arrive();
    world.time.runDue();
    world.startClient();
    world.advance(10_000);
    List<String> taken = world.client.stage.next();
    assertTrue(taken.contains("b s11 error " + names(1, 10)));
    assertTrue(taken.contains("a s9990 error " + names(1, MAX_STATUSES - 11)));
    assertEquals(
        IntStream.rangeClosed(MAX_STATUSES - 9, MAX_STATUSES).mapToObj(i -> "a s" + i).toList(),
        taken.subList(2, taken.size()));
    assertEquals(0, shown().lost());
  }

  @Test
  void whatWaitsForAModuleThatNeverComesIsHandedOverAsItIs() {
    world.handler.folding.leave();
    statuses("a", 1, MAX_STATUSES + 1);
    world.advance(3_600_000);
    world.startClient();
    world.advance(10_000);
    assertEquals(
        IntStream.rangeClosed(1, MAX_STATUSES + 1).mapToObj(i -> "a s" + i).toList(),
        world.client.stage.next());
    assertEquals(0, shown().lost());
  }

  @Test
  void whatWaitsForAModuleThatNeverComesDoesNotHoldUpTheEnd() {
    world.startClient();
    world.client.stage.securesAtOnce = false;
    world.advance(1000);
    world.handler.folding.leave();
    statuses("a", 1, MAX_STATUSES + HandOver.MAX_SENT + 1);
    world.advance(1000);
    HandOver closing = (HandOver) handOver;
    CompletionStage<Void> ended = closing.close();
    world.client.stage.securesAtOnce = true;
    List.copyOf(world.client.stage.unsecured).forEach(secured -> secured.complete(null));
    world.advance(1000);
    assertTrue(ended.toCompletableFuture().isDone());
    assertEquals(MAX_STATUSES + HandOver.MAX_SENT + 1, world.client.stage.next().size());
  }

  @Test
  void anotherModuleIsFoldedWhileOneIsAway() {
    configure(5, 65_536, UndeliveredBounds.UNDELIVERED_MAX_BYTES);
    world.handler.folding.leave();
    statuses("a", 1, 6);
    for (int i = 1; i <= 6; i++) {
      handOver.forward(
          new StatusReport(Device.of(8, 0, "b", "", 0), Payload.ofText("s" + i), false));
      world.time.runDue();
    }
    world.startClient();
    world.advance(10_000);
    List<String> taken = world.client.stage.next();
    assertTrue(taken.contains("b s6 error " + names(1, 5)), () -> taken.toString());
    assertEquals(1 + 6, taken.size());
  }

  private void configure(int queueStatuses, int errorMaxBytes, int undeliveredMaxBytes) {
    world.handler.side.modified(
        new ModuleHandlerSide.Config() {
          @Override
          public Class<ModuleHandlerSide.Config> annotationType() {
            return ModuleHandlerSide.Config.class;
          }

          @Override
          public int queue$_$statuses() {
            return queueStatuses;
          }

          @Override
          public int queue$_$bytes() {
            return UndeliveredBounds.QUEUE_BYTES;
          }

          @Override
          public int error$_$max$_$bytes() {
            return errorMaxBytes;
          }

          @Override
          public int undelivered$_$max$_$bytes() {
            return undeliveredMaxBytes;
          }
        });
  }

  @Test
  void theConfiguredBoundsHoldHereAsInTheContainerOfTheExternalClient() {
    configure(5, 9, UndeliveredBounds.UNDELIVERED_MAX_BYTES);
    statuses("a", 1, 6);
    world.startClient();
    world.advance(10_000);
    assertEquals(List.of("a s6 error s1 s2 s3"), world.client.stage.next());
    assertEquals(2, shown().lost());
  }

  @Test
  void memoryIsBoundedWhileAModuleIsAwayAndTheOldestOfADeviceAreLost() {
    configure(5, 65_536, 20 * 130);
    world.handler.folding.leave();
    statuses("a", 1, 100);
    status("b", "s1");
    handOver.forward(new StatusReport(Device.of(7, 0, "a", "", 0), Payload.ofText("x"), true));
    world.startClient();
    world.advance(10_000);
    List<String> taken = world.client.stage.next();
    assertEquals(102 - shown().lost(), taken.size());
    assertEquals(names(1, 6), String.join(" ", taken.subList(0, 6)).replace("a ", ""));
    assertEquals("a x last", taken.get(taken.size() - 1));
    assertTrue(taken.size() >= 19, taken.size() + " kept");
  }

  @Test
  void fewAreUnsecuredAtOnce() {
    statuses("a", 1, 3 * HandOver.MAX_SENT);
    world.startClient();
    world.client.stage.securesAtOnce = false;
    world.advance(5000);
    assertEquals(HandOver.MAX_SENT, world.client.stage.next().size());
    List.copyOf(world.client.stage.unsecured).forEach(secured -> secured.complete(null));
    world.advance(5000);
    assertEquals(HandOver.MAX_SENT, world.client.stage.next().size());
  }

  @Test
  void devicesTakeTurns() {
    statuses("a", 1, 3 * HandOver.MAX_SENT);
    status("b", "s1");
    world.startClient();
    world.client.stage.securesAtOnce = false;
    world.advance(5000);
    assertTrue(world.client.stage.next().contains("b s1"));
  }

  @Test
  void theOrderOfADeviceHoldsThroughLossesOfTheConnection() {
    world.startClient();
    world.advance(1000);
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      status("a", "s" + i);
      expected.add("a s" + i);
      if (i % 20 == 0) {
        world.broker.cut(i % 40 == 0 ? StageName.MODULE_HANDLER : StageName.EXTERNAL_CLIENT);
      }
      world.advance(i % 7);
    }
    world.advance(10_000);
    Stream<String> spoken = world.client.stage.next().stream().filter(s -> !s.endsWith("last"));
    assertEquals(expected, spoken.toList());
  }
}
