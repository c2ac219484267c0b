package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EndpointView.State;
import gateway.external.base.Setup;
import gateway.protocol.external.ConnectResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** PROTOCOL sections 4.3, 4.6, 4.8 and 4.10. */
class SessionTest {

  @Test
  void laterStatusesAreRunningWithContiguousCounters() {
    Bench bench = Bench.connected("a", "b");
    bench.status("a", "a1");
    bench.status("b", "b1");
    bench.status("a", "a2");
    assertEquals(List.of("3 RUNNING a a1", "4 RUNNING b b1", "5 RUNNING a a2"), bench.all());
    EndpointSnapshot shown = bench.endpoint.snapshot();
    assertEquals(3, shown.load().inFlight());
    assertEquals(2, shown.counters().delivered());
    assertEquals("session1", shown.link().session());
    assertEquals("host:1883", shown.address());
  }

  @Test
  void theWindowIsNeverExceededAndOrderIsKeptPerDevice() {
    Bench bench = Bench.connected("a", "b");
    for (int i = 1; i <= 30; i++) {
      bench.status("a", "a" + i);
      bench.status("b", "b" + i);
    }
    List<String> sent = new ArrayList<>();
    for (int counter = 3; counter <= 62; counter++) {
      sent.addAll(bench.all());
      assertTrue(bench.endpoint.snapshot().load().inFlight() <= 10);
      bench.ack(counter);
    }
    assertEquals(60, sent.size());
    for (String role : List.of("a", "b")) {
      List<String> texts =
          sent.stream()
              .map(s -> s.split(" "))
              .filter(s -> s[2].equals(role))
              .map(s -> s[3])
              .toList();
      for (int i = 0; i < 30; i++) {
        assertEquals(role + (i + 1), texts.get(i));
      }
    }
    assertEquals(0, bench.endpoint.snapshot().load().inFlight());
  }

  @Test
  void anOperatorGetsANewSessionAtOnce() {
    Bench bench = Bench.connected("a");
    bench.endpoint.reconnect();
    bench.advance(0);
    bench.establish("a");
    assertEquals(State.CONNECTED, bench.state());
  }

  @Test
  void anOperatorCutsTheWaitForTheNextAttemptShort() {
    Bench bench = Bench.connected("a");
    bench.links.reachable = false;
    bench.endpoint.reconnect();
    bench.advance(0);
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.links.reachable = true;
    bench.endpoint.reconnect();
    bench.advance(0);
    bench.establish("a");
    assertEquals(State.CONNECTED, bench.state());
  }

  @Test
  void whereThereIsNothingToConnectAnOperatorChangesNothing() {
    Bench bench = new Bench();
    bench.endpoint.reconnect();
    bench.advance(60_000);
    assertEquals(State.NOT_INITIALIZED, bench.state());
  }

  @Test
  void aJoiningDeviceIsHeldBackUntilItIsKnown() {
    Bench bench = Bench.connected("a");
    bench.status("b", "b1");
    bench.status("b", "b2");
    bench.leave("b", "b3");
    bench.status("a", "a1");
    assertEquals(List.of("2 CONNECTING b b1", "3 RUNNING a a1"), bench.all());
    bench.ack(2);
    assertEquals(List.of("4 RUNNING b b2", "5 DISCONNECT b b3"), bench.all());
  }

  @Test
  void atMostFiveIntroductionsAreOutstandingAndKnownDevicesGoOn() {
    Bench bench = Bench.connected("a");
    for (int i = 0; i < 8; i++) {
      bench.status("j" + i, "x");
    }
    bench.status("a", "a1");
    List<String> sent = bench.all();
    assertEquals(6, sent.size());
    assertEquals("7 RUNNING a a1", sent.get(5));
    bench.ack(2);
    assertEquals(List.of("8 CONNECTING j5 x"), bench.all());
  }

  @Test
  void aDeviceThatReturnsIsIntroducedAgain() {
    Bench bench = Bench.connected("a", "b");
    bench.leave("a", "a1");
    bench.status("a", "a2");
    assertEquals(List.of("3 DISCONNECT a a1", "4 CONNECTING a a2"), bench.all());
    bench.ack(3);
    bench.ack(4);
    bench.status("a", "a3");
    assertEquals(List.of("5 RUNNING a a3"), bench.all());
  }

  @Test
  void afterTheLastDisconnectNothingMoreIsSentAndTheNextConnectWaitsTwoSeconds() {
    Bench bench = Bench.connected("a");
    bench.leave("a", "a1");
    assertEquals(List.of("2 DISCONNECT a a1"), bench.all());
    bench.status("b", "b1");
    bench.status("b", "b2");
    assertEquals("nothing", bench.next());
    bench.ack(2);
    bench.advance(1999);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    bench.connect("b");
    assertEquals(List.of("2 RUNNING b b2"), bench.all());
  }

  @Test
  void theLastDeviceLeavesAndTheEndpointIsIdle() {
    Bench bench = Bench.connected("a");
    bench.leave("a", "a1");
    bench.ack(2);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    assertTrue(bench.link().closed);
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
    bench.advance(5000);
    bench.status("a", "a2");
    bench.all();
    bench.connectResponse();
    assertEquals(List.of("1 CONNECTING a a2"), bench.all());
  }

  @Test
  void aDeviceThatWaitsToJoinKeepsTheSessionAlive() {
    Bench bench = Bench.connected("a");
    bench.endpoint.forward(new StatusReport(Bench.device("a"), Payload.ofText("a1"), true));
    bench.endpoint.forward(new StatusReport(Bench.device("b"), Payload.ofText("b1"), false));
    bench.stages.live.clear();
    assertEquals("2 DISCONNECT a a1", bench.next());
    assertEquals("nothing", bench.next());
  }

  @Test
  void unknownAndForeignAcknowledgementsAndConnectResponsesAreIgnored() {
    Bench bench = Bench.connected("a");
    bench.status("a", "a1");
    bench.ack(77);
    bench.ack("old", 2);
    bench.connectResponse();
    bench.connectResponse("old", ConnectResponse.Type.ALREADY_LOGGED);
    bench.link().say(new byte[] {9});
    assertEquals(State.CONNECTED, bench.state());
    assertEquals(1, bench.endpoint.snapshot().load().inFlight());
    bench.ack(2);
    assertEquals(0, bench.endpoint.snapshot().load().inFlight());
  }

  @Test
  void aMissingStatusResponseReconnectsOnceAtOnceAndNothingIsLost() {
    Bench bench = Bench.connected("a", "b");
    bench.status("a", "a1");
    bench.advance(10_000);
    bench.status("a", "a2");
    bench.status("b", "b1");
    bench.all();
    bench.ack(5);
    bench.advance(19_999);
    assertEquals(1, bench.links.opened.size());
    bench.advance(1);
    assertEquals(2, bench.links.opened.size());
    assertTrue(bench.links.opened.get(0).closed);
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a2 error a1", bench.next());
    bench.ack(1);
    assertEquals("2 CONNECTING b b1", bench.next());
  }

  /** PROTOCOL section 8.2, items 2 and 3: what was delivered is neither blanked nor told again. */
  @Test
  void afterADeliveryTheNextConnectTellsTheCurrentStatusesAndNoErrorMessage() {
    Bench bench = new Bench();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.status("a", "a2");
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.connect("a");
    bench.status("b", "b1");
    assertEquals(List.of("2 CONNECTING b b1"), bench.all());
    bench.ack(2);
    bench.status("b", "b2");
    assertEquals(List.of("3 RUNNING b b2"), bench.all());
    bench.ack(3);
    bench.link().listener.lost("cut");
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a2", bench.next());
    bench.ack(1);
    assertEquals("2 CONNECTING b b2", bench.next());
  }

  /** PROTOCOL section 8.2, item 1. */
  @Test
  void afterAReconnectNothingIsLeftOfWhoTheFormerSessionKnew() {
    Bench bench = Bench.connected("a", "b");
    bench.link().listener.lost("cut");
    bench.connect("a", "b");
    assertEquals(2, bench.endpoint.snapshot().load().knownDevices());
    bench.leave("a", "a1");
    assertEquals(List.of("3 DISCONNECT a a1"), bench.all());
    bench.ack(3);
    bench.command(Bench.device("a"), "go");
    assertEquals(List.of("4 DEVICE_NOT_CONNECTED"), bench.all());
    bench.leave("b", "b1");
    assertEquals(List.of("4 DISCONNECT b b1"), bench.all());
    bench.ack(4);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    assertTrue(bench.link().closed);
  }

  /** As the other: the next Connect has no room for the eleventh device. */
  @Test
  void afterAReconnectWhoIsNotListedIsIntroducedAnew() {
    String[] ten = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    Bench bench = Bench.connected(ten);
    bench.status("k", "k1");
    assertEquals(List.of("11 CONNECTING k k1"), bench.all());
    bench.ack(11);
    bench.link().listener.lost("cut");
    bench.connect(ten);
    assertEquals(List.of("11 CONNECTING k k1"), bench.all());
  }

  /** PROTOCOL section 8.2, item 3: its last status alone must not leave it connected. */
  @Test
  void theLastStatusOfADeviceThatTheServerDoesNotKnowAnnouncesAndWithdrawsIt() {
    Bench bench = Bench.connected("a");
    bench.leave("b", "b1");
    assertEquals(List.of("2 CONNECTING b b1"), bench.all());
    bench.ack(2);
    assertEquals(List.of("3 DISCONNECT b b1"), bench.all());
  }

  @Test
  void whatWaitsIsFoldedAfterWhatIsUnacknowledged() {
    Bench bench = Bench.connected("a");
    for (int i = 1; i <= 15; i++) {
      bench.status("a", "" + i);
    }
    bench.ack(2);
    bench.link().listener.lost("cut");
    bench.time.runDue();
    bench.next();
    bench.connectResponse();
    assertEquals("1 CONNECTING a 15 error 2,3,4,5,6,7,8,9,10,11,12,13,14", bench.next());
  }

  @Test
  void aDeviceThatLeavesAndComesBackWhileTheLinkBreaksKeepsItsOrder() {
    Bench bench = Bench.connected("a", "b");
    bench.leave("a", "a1");
    bench.status("a", "a2");
    bench.status("a", "a3");
    assertEquals(List.of("3 DISCONNECT a a1", "4 CONNECTING a a2"), bench.all());
    bench.link().listener.lost("cut");
    bench.time.runDue();
    bench.next();
    bench.connectResponse();
    assertEquals("1 CONNECTING a a3 error a1,a2", bench.next());
  }

  @Test
  void anOperatorGetsANewSessionAndNothingIsLost() {
    Bench bench = Bench.connected("a");
    bench.status("a", "a1");
    bench.endpoint.reconnect();
    bench.time.runDue();
    assertEquals(2, bench.links.opened.size());
    assertTrue(bench.links.opened.get(0).closed);
    bench.links.reachable = false;
    bench.link().listener.lost("cut");
    bench.time.runDue();
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.links.reachable = true;
    int before = bench.links.opened.size();
    bench.endpoint.reconnect();
    bench.time.runDue();
    assertEquals(before + 1, bench.links.opened.size());
    bench.connect("a");
  }

  @Test
  void reconnectsAreCountedByTheirCause() {
    Bench bench = Bench.connected("a");
    bench.link().listener.lost("cut");
    bench.time.runDue();
    bench.endpoint.reconnect();
    bench.time.runDue();
    Map<String, Long> reconnects = bench.endpoint.snapshot().counters().reconnects();
    assertEquals(1, reconnects.get("SESSION_LOST"));
    assertEquals(1, reconnects.get("OPERATOR"));
    assertEquals(0, reconnects.get("UNREACHABLE"));
  }

  @Test
  void aLostLinkIsRepairedAtOnceThenAfterADelay() {
    Bench bench = Bench.connected("a");
    bench.links.reachable = false;
    bench.link().listener.lost("cut");
    bench.time.runDue();
    assertEquals(2, bench.links.opened.size());
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.advance(1249);
    assertEquals(2, bench.links.opened.size());
    bench.links.reachable = true;
    bench.advance(1);
    bench.connect("a");
  }

  @Test
  void theNextConnectComesTwoSecondsAfterTheLatestNotification() {
    Bench bench = Bench.connected("a");
    bench.notification();
    assertEquals(2, bench.links.opened.size());
    bench.advance(1500);
    bench.notification();
    bench.status("a", "a1");
    bench.advance(1999);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    bench.connect("a");
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
  }

  @Test
  void aNotificationWhileIdleOrLinkingDelaysToo() {
    Bench bench = new Bench();
    bench.links.silent = true;
    bench.status("a", "a1");
    bench.notification();
    bench.advance(1000);
    bench.link().listener.ready();
    bench.advance(999);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    assertEquals("Connect a", bench.next());
  }

  @Test
  void afterANotificationWithoutLiveDevicesTheEndpointIsIdle() {
    Bench bench = Bench.connected("a");
    bench.stages.live.clear();
    bench.notification();
    bench.advance(5000);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    assertTrue(bench.link().closed);
  }

  @Test
  void aNotificationInTheConnectStepRetriesAfterTwoSeconds() {
    Bench bench = new Bench();
    bench.status("a", "a1");
    bench.next();
    bench.notification();
    bench.advance(2000);
    bench.connect("a");
  }

  @Test
  void anIntroductionThatIsPassedOverIsRefusedAndTheSessionGoesOn() {
    Bench bench = Bench.connected("a");
    bench.status("b", "b1");
    bench.advance(1000);
    bench.status("a", "a1");
    bench.ack(3);
    bench.advance(9000);
    assertEquals(State.CONNECTED, bench.state());
    bench.advance(60_000);
    assertEquals(State.CONNECTED, bench.state());
    assertEquals(1, bench.links.opened.size());
    bench.link().listener.lost("cut");
    bench.time.runDue();
    bench.all();
    bench.link().listener.lost("cut");
    bench.advance(10_000);
    assertEquals("Connect a", bench.next());
  }

  @Test
  void aFullQueueEndsTheSessionAndTheNextSequenceDeliversItFolded() {
    Bench bench = new Bench(Bench.settings(20, 65_536));
    bench.establish("a");
    for (int i = 1; i <= 30; i++) {
      bench.status("a", "" + i);
    }
    assertEquals(2, bench.links.opened.size());
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    StringBuilder error = new StringBuilder("1");
    for (int i = 2; i <= 29; i++) {
      error.append(',').append(i);
    }
    assertEquals("1 CONNECTING a 30 error " + error, bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertEquals("nothing", bench.next());
  }

  @Test
  void aReturningDeviceWithAnotherPriorityIsIntroducedWithIt() {
    Bench bench = Bench.connected("a", "b");
    bench.leave("a", "a1");
    Device stronger = Device.of(1, 0, "a", "n", 0);
    bench.endpoint.forward(new StatusReport(stronger, Payload.ofText("a2"), false));
    bench.time.runDue();
    bench.link().published.remove();
    assertEquals(
        Setup.wire(stronger),
        bench.link().published.peek().getStatus().getDeviceStatus().getDevice());
  }

  @Test
  void anEmptyStatusIsSent() {
    Bench bench = Bench.connected("a");
    bench.status("a", "");
    assertEquals(List.of("2 RUNNING a "), bench.all());
    assertFalse(bench.link().closed);
  }

  @Test
  void devicesOfAModuleThatGoesToAnotherEndpointAreWithdrawn() {
    Bench bench = Bench.connected("a");
    bench.status("b", "b0");
    assertEquals("2 CONNECTING b b0", bench.next());
    bench.elsewhere.add(1);
    bench.endpoint.routesChanged();
    assertEquals(List.of("3 DISCONNECT a a0"), bench.all());
    bench.ack(2);
    assertEquals(List.of("4 DISCONNECT b b0"), bench.all());
  }

  @Test
  void devicesOfAModuleThatGoesToAnotherEndpointDuringTheSequenceAreWithdrawn() {
    Bench bench = new Bench();
    bench.status("a", "a0");
    bench.next();
    bench.elsewhere.add(1);
    bench.endpoint.routesChanged();
    bench.connectResponse();
    bench.next();
    bench.status("a", "a1");
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertEquals(List.of("2 RUNNING a a1", "3 DISCONNECT a a1"), bench.all());
  }

  @Test
  void aMissingRightToPublishIsNamedWhereNothingAnswers() {
    Bench bench = new Bench();
    bench.status("a", "a0");
    assertEquals("Connect a", bench.next());
    bench.advance(10_000);
    assertEquals(
        "no ConnectResponse: the External Server does not run, or the user lacks the right to"
            + " publish on topic co/v1/module_gateway",
        bench.endpoint.snapshot().link().reason());
  }

  @Test
  void aMissingRightToPublishIsNamedWhereTheBrokerClosesForIt() {
    Bench bench = new Bench();
    bench.status("a", "a0");
    assertEquals("Connect a", bench.next());
    bench.link().listener.lost("closed by broker");
    bench.advance(1);
    assertEquals(
        "closed by broker after the Connect: the user may lack the right to publish on topic"
            + " co/v1/module_gateway",
        bench.endpoint.snapshot().link().reason());
  }
}
