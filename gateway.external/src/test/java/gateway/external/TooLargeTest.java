package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.EndpointView.Cause;
import gateway.api.view.EndpointView.LeftOut;
import gateway.api.view.EndpointView.State;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A message that a broker does not take costs its own device and no other one (PROTOCOL sections
 * 4.8 and 4.9): against the model of the External Server, behind a broker with a limit.
 */
class TooLargeTest {

  private static final int LIMIT = 20_000;

  private final World world = new World(new Random(7), 20, Bench.settings(10_000, 65_536));

  @BeforeEach
  void handEverythingOn() {
    world.stages.foldsToNothing = true;
  }

  private void othersSpeak(int seconds) {
    for (int second = 0; second < seconds; second++) {
      world.status("a");
      world.status("z");
      world.advance(1000);
    }
  }

  private List<LeftOut> leftOut() {
    return world.endpoint.snapshot().leftOut();
  }

  private List<String> leftOutRoles() {
    return leftOut().stream().map(left -> left.device().role()).sorted().toList();
  }

  private void assertOnline(String... roles) {
    assertEquals(State.CONNECTED, world.endpoint.snapshot().link().state());
    for (String role : roles) {
      List<Integer> seen = world.seen.get(role).statuses;
      assertEquals(world.sent.get(role), seen.get(seen.size() - 1), role);
    }
  }

  /** In a running session, as the first status of its connection, or in the connect sequence. */
  @ParameterizedTest
  @ValueSource(strings = {"running", "joining", "connecting"})
  void oneStatusDoesNotTakeTheVehicleOffline(String when) {
    world.closesAbove = LIMIT;
    if (when.equals("connecting")) {
      world.stages.alive(Bench.device("big"), "0".repeat(30_000));
    } else {
      othersSpeak(5);
    }
    if (when.equals("running")) {
      world.status("big");
      world.advance(1000);
    }
    world.status("big", 30_000);
    othersSpeak(15);
    assertOnline("a", "z");
    assertEquals(List.of("big"), leftOutRoles());
    LeftOut left = leftOut().get(0);
    assertEquals(Cause.LINK_LOST, left.cause());
    assertTrue(left.bytes() > 30_000 && left.bytes() < 30_200, left.toString());
    int ends = world.ends.size();
    for (int i = 0; i < 30; i++) {
      world.status("big", 30_000 + i);
      othersSpeak(1);
    }
    assertEquals(ends, world.ends.size(), "one that goes on like that costs no further session");
  }

  @Test
  void norDoesOneThatTheStoreBringsBack() {
    world.closesAbove = LIMIT;
    othersSpeak(5);
    world.status("big", 30_000);
    othersSpeak(5);
    world.kill();
    othersSpeak(15);
    assertOnline("a", "z");
    assertEquals(List.of("big"), leftOutRoles());
  }

  @Test
  void theDeviceIsBackWhenItsStatusIsSmaller() {
    world.closesAbove = LIMIT;
    othersSpeak(5);
    world.status("big", 30_000);
    othersSpeak(15);
    int ends = world.ends.size();
    world.status("big", 300);
    othersSpeak(2);
    assertOnline("a", "z", "big");
    assertEquals(List.of(), leftOut());
    assertEquals(ends, world.ends.size());
  }

  /** A link that is lost while the smaller one is on its way is the first of its kind. */
  @Test
  void aSmallerOneThatIsLostWithItsLinkIsNotBlamedForTheLargeOne() {
    world.dropsAbove = LIMIT;
    othersSpeak(5);
    world.status("big", 30_000);
    othersSpeak(15);
    assertEquals(List.of("big"), leftOutRoles());
    world.status("big", 300);
    world.cutGateway();
    for (int second = 0; second < 20; second++) {
      world.status("big");
      othersSpeak(1);
    }
    assertOnline("a", "z", "big");
  }

  /** What has ended the link is not sent again only because a smaller one came between. */
  @Test
  void aDeviceThatIsTooLargeNowAndThenCostsTheOthersOneOutage() {
    world.closesAbove = LIMIT;
    othersSpeak(5);
    world.status("big", 30_000);
    othersSpeak(15);
    int ends = world.ends.size();
    for (int i = 0; i < 10; i++) {
      world.status("big", 300);
      othersSpeak(3);
      assertOnline("big");
      world.status("big", 30_000 + i);
      othersSpeak(3);
      assertEquals(List.of("big"), leftOutRoles());
      assertEquals(Cause.TOO_LARGE, leftOut().get(0).cause());
    }
    assertEquals(ends, world.ends.size());
  }

  @Test
  void whereALimitIsRaisedTheDeviceIsBackByItself() {
    world.closesAbove = LIMIT;
    othersSpeak(5);
    world.status("big", 30_000);
    world.status("bigger", 50_000);
    othersSpeak(40);
    assertEquals(List.of("big", "bigger"), leftOutRoles());
    world.closesAbove = Integer.MAX_VALUE;
    othersSpeak(150);
    assertOnline("a", "z", "big", "bigger");
    assertEquals(List.of(), leftOut());
  }

  @Test
  void manyOfThemCostHardlyMoreThanOne() {
    world.closesAbove = LIMIT;
    othersSpeak(5);
    for (int i = 0; i < 30; i++) {
      world.status("big" + i, 30_000 + 100 * i);
    }
    othersSpeak(25);
    assertOnline("a", "z");
    assertEquals(30, leftOut().size());
    int ends = world.ends.size();
    othersSpeak(600);
    assertOnline("a", "z");
    assertTrue(world.ends.size() - ends <= 6, "after 1, 3 and 7 minutes one is tried");
  }

  @Test
  void anErrorMessageIsNoException() {
    world.stages.foldsToNothing = false;
    world.closesAbove = LIMIT;
    othersSpeak(5);
    world.brokerDown();
    for (int i = 0; i < 100; i++) {
      world.status("long", 300);
      world.advance(10);
    }
    world.brokerBack();
    othersSpeak(40);
    assertOnline("a", "z");
    assertEquals(List.of("long"), leftOutRoles());
    assertTrue(leftOut().get(0).bytes() > 30_000, leftOut().toString());
    world.closesAbove = Integer.MAX_VALUE;
    othersSpeak(130);
    assertOnline("a", "z", "long");
    assertEquals(99, world.seen.get("long").inErrors.stream().distinct().count(), "and the newest");
  }

  @Test
  void aBrokerThatAcknowledgesAndDropsCostsTheOthersOneOutageAtMost() {
    world.dropsAbove = LIMIT;
    othersSpeak(5);
    world.status("big", 30_000);
    othersSpeak(60);
    assertOnline("a", "z");
    assertEquals(List.of("big"), leftOutRoles());
    assertEquals(Cause.NOT_ANSWERED, leftOut().get(0).cause());
    int ends = world.ends.size();
    othersSpeak(1200);
    assertOnline("a", "z");
    assertEquals(ends, world.ends.size(), "it is tried again without a reconnect");
    world.dropsAbove = Integer.MAX_VALUE;
    othersSpeak(1000);
    assertOnline("a", "z", "big");
    assertEquals(ends, world.ends.size());
  }

  /** Then the server waits for a status, and the gateway for its commands. */
  @Test
  void oneThatIsDroppedAtTheEndOfAConnectSequenceCostsTheOthersOneAttempt() {
    world.dropsAbove = LIMIT;
    world.stages.alive(Bench.device("zz"), "0".repeat(30_000));
    world.status("a");
    world.status("z");
    othersSpeak(60);
    assertOnline("a", "z");
    assertEquals(List.of("zz"), leftOutRoles());
  }

  /** Its farewell must not be one of them. */
  @Test
  void aDeviceThatGoesOnWithWhatIsDroppedCostsNoSession() {
    world.dropsAbove = LIMIT;
    othersSpeak(5);
    world.status("big");
    othersSpeak(1);
    int ends = world.ends.size();
    for (int i = 0; i < 300; i++) {
      world.status("big", 30_000 + i);
      world.advance(100);
    }
    othersSpeak(5);
    assertOnline("a", "z");
    assertEquals(List.of("big"), leftOutRoles());
    assertTrue(leftOut().get(0).retryIn().toSeconds() <= 60, "several count as one refusal");
    assertEquals(ends, world.ends.size());
  }

  /** The only device of a vehicle, too. */
  @Test
  void aDeviceThatIsAloneIsTriedAgain() {
    world.closesAbove = LIMIT;
    world.status("big", 30_000);
    world.advance(15_000);
    assertEquals(List.of("big"), leftOutRoles());
    world.closesAbove = Integer.MAX_VALUE;
    world.advance(60_000);
    assertOnline("big");
    assertEquals(List.of(), leftOut());
  }
}
