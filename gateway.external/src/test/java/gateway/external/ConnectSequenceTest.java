package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.view.EndpointView.State;
import gateway.protocol.external.ConnectResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROTOCOL sections 4.4, 4.5 and 4.9. */
class ConnectSequenceTest {

  private final Bench bench = new Bench();

  @Test
  void nothingIsOpenedBeforeTheFirstStatus() {
    bench.advance(60_000);
    assertTrue(bench.links.opened.isEmpty());
    assertEquals(State.NOT_INITIALIZED, bench.state());
  }

  @Test
  void oneStatusIsOutstandingAtATimeInTheOrderOfTheDevices() {
    bench.stages.alive(Bench.device("b"), "b0");
    bench.stages.alive(Bench.device("a"), "a0");
    bench.status("c", "c1");
    assertEquals("Connect a,b,c", bench.next());
    assertEquals("nothing", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a0", bench.next());
    assertEquals("nothing", bench.next());
    bench.ack(1);
    assertEquals("2 CONNECTING b b0", bench.next());
    assertEquals("nothing", bench.next());
    bench.ack(2);
    assertEquals("3 CONNECTING c c1", bench.next());
    bench.ack(3);
    assertEquals("nothing", bench.next());
    bench.commands("c", "b", "a");
    assertEquals(State.CONNECTED, bench.state());
    assertEquals(3, bench.endpoint.snapshot().load().knownDevices());
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
  }

  @Test
  void theVeryFirstConnectCarriesNoErrorMessage() {
    bench.status("a", "a1");
    bench.next();
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
  }

  @Test
  void settleTimeBeginsWithTheAcknowledgementOfTheLastCommandResponse() {
    bench.status("a", "a1");
    bench.next();
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    bench.link().acknowledges = false;
    bench.commands("a");
    bench.status("a", "a2");
    bench.advance(5000);
    assertEquals("nothing", bench.next());
    bench.link().acknowledge();
    bench.time.runDue();
    bench.advance(299);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    assertEquals("2 RUNNING a a2", bench.next());
  }

  @Test
  void statusesDuringASequenceThatSucceedsFollowInOrder() {
    bench.status("a", "a1");
    bench.next();
    bench.status("a", "a2");
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
    bench.status("a", "a3");
    bench.ack(1);
    bench.leave("a", "a4");
    bench.command(Bench.device("a"), "");
    assertEquals("0 DEVICE_NOT_CONNECTED", bench.next());
    bench.advance(300);
    assertEquals(List.of("2 RUNNING a a2", "3 RUNNING a a3", "4 DISCONNECT a a4"), bench.all());
  }

  @Test
  void aFailedSequenceIsFoldedOnceAndItsStatusesAreNotCountedTwice() {
    bench.status("a", "a1");
    bench.status("a", "a2");
    for (int attempt = 0; attempt < 3; attempt++) {
      assertEquals("Connect a", bench.next());
      bench.connectResponse();
      assertEquals(attempt == 0 ? "1 CONNECTING a a1" : "1 CONNECTING a a2 error a1", bench.next());
      bench.ack(1);
      bench.link().listener.lost("cut");
      bench.time.runDue();
      assertEquals(State.NOT_CONNECTED, bench.state());
      bench.advance(10_000);
    }
    bench.connect("a");
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
  }

  @Test
  void everyAttemptHasASessionIdOfItsOwn() {
    bench.status("a", "a1");
    bench.next();
    String first = bench.session;
    bench.advance(10_000);
    assertEquals("Connect a", bench.next());
    assertNotEquals(first, bench.session);
    assertEquals(2, bench.links.opened.size());
    assertTrue(bench.links.opened.get(0).closed);
  }

  @Test
  void aConnectWithoutResponseIsRepeatedAtOnceWithANewAttempt() {
    bench.status("a", "a1");
    bench.next();
    bench.advance(9999);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    assertEquals("Connect a", bench.next());
  }

  @Test
  void alreadyLoggedWaitsFifteenSeconds() {
    bench.status("a", "a1");
    bench.next();
    bench.connectResponse(bench.session, ConnectResponse.Type.ALREADY_LOGGED);
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.advance(14_999);
    assertEquals(1, bench.links.opened.size());
    bench.advance(1);
    assertEquals(2, bench.links.opened.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aSequenceThatFailsInAnyStepIsTriedAgainAfterTenSeconds(int step) {
    bench.stages.alive(Bench.device("b"), "b0");
    bench.status("a", "a1");
    bench.next();
    if (step > 0) {
      bench.connectResponse();
    }
    for (int i = 1; i < step; i++) {
      bench.ack(i);
    }
    bench.link().listener.lost("cut");
    bench.time.runDue();
    assertEquals(State.NOT_CONNECTED, bench.state());
    assertTrue(bench.endpoint.snapshot().link().reason().startsWith("cut"));
    assertTrue(bench.link().closed);
    bench.advance(9999);
    assertEquals(1, bench.links.opened.size());
    bench.advance(1);
    bench.connect("a", "b");
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
  }

  @Test
  void anUnreachableBrokerIsTriedAfterEverLongerDelaysUpToTenSeconds() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    assertEquals(State.NOT_CONNECTED, bench.state());
    int attempts = 1;
    for (int delay : List.of(1250, 2500, 5000, 10_000, 10_000)) {
      bench.advance(delay - 1);
      assertEquals(attempts, bench.links.opened.size());
      bench.advance(1);
      assertEquals(++attempts, bench.links.opened.size());
    }
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.next();
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
  }

  @ParameterizedTest
  @CsvSource({"connectResponse", "statusResponse", "command"})
  void leftoversOfAnotherSessionDoNotDisturb(String kind) {
    bench.status("a", "a1");
    bench.next();
    switch (kind) {
      case "connectResponse" -> bench.connectResponse("old", ConnectResponse.Type.ALREADY_LOGGED);
      case "statusResponse" -> bench.ack("old", 17);
      default -> bench.command("old", 17, Bench.device("a"), "x");
    }
    assertEquals("nothing", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
    bench.ack(1);
    bench.commands("a");
    assertEquals(State.CONNECTED, bench.state());
  }

  @Test
  void garbageIsIgnored() {
    bench.status("a", "a1");
    bench.next();
    bench.link().say(new byte[] {1, 2, 3, (byte) 0xff});
    bench.link().say(new byte[0]);
    bench.time.runDue();
    bench.connectResponse();
    bench.connectResponse();
    assertEquals(List.of("1 CONNECTING a a1"), bench.all());
  }

  @ParameterizedTest
  @CsvSource({"statusResponse", "command"})
  void anythingElseBeforeTheConnectResponseFailsTheAttempt(String kind) {
    bench.status("a", "a1");
    bench.next();
    if (kind.equals("command")) {
      bench.command(Bench.device("a"), "");
    } else {
      bench.ack(1);
    }
    assertEquals(State.NOT_CONNECTED, bench.state());
  }

  @Test
  void anUnknownCounterFailsTheAttempt() {
    bench.status("a", "a1");
    bench.next();
    bench.connectResponse();
    bench.ack(2);
    assertEquals(State.NOT_CONNECTED, bench.state());
  }

  @Test
  void aCommandOutOfOrderFailsTheAttempt() {
    bench.stages.alive(Bench.device("b"), "b0");
    bench.status("a", "a1");
    bench.next();
    bench.connectResponse();
    bench.ack(1);
    bench.ack(2);
    bench.command(bench.session, 7, Bench.device("a"), "");
    bench.command(bench.session, 9, Bench.device("b"), "");
    assertEquals(State.NOT_CONNECTED, bench.state());
  }

  @Test
  void atMostTenDevicesAreListedThoseWithUndeliveredDataFirstTheOthersJoin() {
    for (char role = 'a'; role <= 'm'; role++) {
      bench.stages.alive(Bench.device("" + role), role + "0");
    }
    bench.links.reachable = false;
    bench.status("l", "l1");
    bench.status("m", "m1");
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.connect("a", "b", "c", "d", "e", "f", "g", "h", "l", "m");
    List<String> joined = bench.all();
    assertEquals(3, joined.size());
    assertTrue(
        joined.stream().map(s -> s.substring(3)).toList().contains("CONNECTING i i0"),
        joined.toString());
  }

  @Test
  void aJoiningDeviceBringsItsErrorMessageAndIsWithdrawnWhenItHasGone() {
    bench.links.reachable = false;
    for (char role = 'a'; role <= 'k'; role++) {
      bench.status("" + role, role + "1");
    }
    bench.leave("k", "k2");
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.connect("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertEquals(List.of("11 CONNECTING k k2 error k1"), bench.all());
    assertEquals(1, bench.endpoint.snapshot().load().undelivered());
    bench.ack(11);
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
    assertEquals(List.of("12 DISCONNECT k k2"), bench.all());
  }

  @Test
  void aGoneDeviceIsAnnouncedItsCommandAnsweredNotConnectedAndItIsWithdrawn() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.status("b", "b1");
    bench.leave("a", "a2");
    bench.links.reachable = true;
    bench.advance(10_000);
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a2 error a1", bench.next());
    bench.ack(1);
    assertEquals("2 CONNECTING b b1", bench.next());
    bench.ack(2);
    bench.command(Bench.device("a"), "");
    assertEquals("0 DEVICE_NOT_CONNECTED", bench.next());
    bench.command(Bench.device("b"), "");
    assertEquals("1 OK", bench.next());
    bench.advance(299);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    assertEquals(List.of("3 DISCONNECT a a2"), bench.all());
    bench.ack(3);
    assertEquals(State.CONNECTED, bench.state());
  }

  @Test
  void aGoneDeviceThatReturnedIsNotWithdrawn() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.leave("a", "a2");
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.next();
    bench.status("a", "a3");
    bench.connectResponse();
    assertEquals("1 CONNECTING a a2 error a1", bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertEquals(List.of("2 RUNNING a a3"), bench.all());
  }

  @Test
  void onlyGoneDevicesAreDeliveredAndTheEndpointIsIdle() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.leave("a", "a2");
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.connect("a");
    assertEquals("2 DISCONNECT a a2", bench.next());
    bench.ack(2);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    assertTrue(bench.link().closed);
    bench.advance(60_000);
    assertEquals(2, bench.links.opened.size());
  }

  @Test
  void foldsOfListedDevicesAreAwaitedBeforeConnect() {
    bench.links.reachable = false;
    bench.stages.foldsHang = true;
    bench.status("a", "a1");
    bench.status("a", "a2");
    bench.links.reachable = true;
    bench.advance(1250);
    assertEquals("nothing", bench.next());
    bench.stages.foldsHang = false;
    bench.stages.hungFolds.forEach(Runnable::run);
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a2 error a1", bench.next());
  }

  /** One of three devices gets no StatusResponse, in each position. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aRefusedDeviceIsLeftOutAndTheOthersGoOn(int refused) {
    List<String> roles = new ArrayList<>(List.of("a", "b", "c"));
    roles.forEach(role -> bench.stages.alive(Bench.device(role), role + "0"));
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    for (int i = 0; i < 3; i++) {
      assertEquals(
          (i + 1) + " CONNECTING " + roles.get(i) + ' ' + roles.get(i) + '0', bench.next());
      if (i != refused) {
        bench.ack(i + 1);
      } else if (i < 2) {
        bench.advance(10_000);
      }
    }
    String culprit = roles.remove(refused);
    bench.commands(roles.toArray(new String[0]));
    bench.advance(300);
    assertEquals(State.CONNECTED, bench.state());
    assertEquals(2, bench.endpoint.snapshot().load().knownDevices());
    bench.status(culprit, "more");
    bench.status(roles.get(0), "x");
    assertEquals(List.of("4 RUNNING " + roles.get(0) + " x"), bench.all());
    bench.link().listener.lost("cut");
    bench.time.runDue();
    assertEquals("Connect " + String.join(",", roles), bench.next());
  }

  /** The notification comes directly after the first status of one of three devices. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theNextAttemptOmitsTheDeviceAfterWhoseStatusTheServerGaveUp(int refused) {
    List<String> roles = new ArrayList<>(List.of("a", "b", "c"));
    roles.forEach(role -> bench.stages.alive(Bench.device(role), role + "0"));
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    for (int i = 0; i < refused; i++) {
      bench.ack(i + 1);
    }
    bench.all();
    bench.notification();
    String culprit = roles.remove(refused);
    bench.advance(1999);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    bench.connect(roles.toArray(new String[0]));
    List<String> probe = bench.all();
    assertTrue(probe.get(0).startsWith("3 CONNECTING " + culprit), probe.toString());
    bench.status(roles.get(0), "x");
    bench.ack(4);
    bench.advance(10_000);
    bench.status(culprit, "ignored");
    assertEquals(State.CONNECTED, bench.state());
    assertEquals(List.of("4 RUNNING " + roles.get(0) + " x"), bench.all());
    bench.link().listener.lost("cut");
    bench.time.runDue();
    assertEquals("Connect " + String.join(",", roles), bench.next());
  }

  @Test
  void aDeviceSuspectedWronglyJoinsAfterwards() {
    bench.stages.alive(Bench.device("b"), "b0");
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.all();
    bench.notification();
    bench.advance(2000);
    bench.connect("b");
    assertEquals(List.of("2 CONNECTING a a0"), bench.all());
    bench.ack(2);
    bench.status("a", "a1");
    assertEquals(List.of("3 RUNNING a a1"), bench.all());
    bench.link().listener.lost("cut");
    bench.time.runDue();
    assertEquals("Connect a,b", bench.next());
  }

  @Test
  void aServerThatFallsSilentDoesNotMakeDevicesRefused() {
    for (String role : List.of("a", "b", "c", "d", "e")) {
      bench.stages.alive(Bench.device(role), role + "0");
    }
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.ack(1);
    bench.advance(30_000);
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.advance(10_000);
    bench.connect("a", "e");
    for (int counter = 3; counter <= 5; counter++) {
      assertEquals(1, bench.all().size(), "they have cost a session: one at a time");
      bench.ack(counter);
    }
    assertEquals(5, bench.endpoint.snapshot().load().knownDevices());
  }

  @Test
  void aLateAnswerIsStillTaken() {
    bench.stages.alive(Bench.device("b"), "b0");
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.advance(10_000);
    bench.ack(1);
    bench.ack(2);
    bench.all();
    bench.commands("a", "b");
    assertEquals(State.CONNECTED, bench.state());
  }

  @Test
  void theAttemptFailsIfNoDeviceIsAccepted() {
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.advance(10_000);
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.advance(10_000);
    assertEquals("Connect a", bench.next());
  }

  @Test
  void aMissingCommandFailsTheAttempt() {
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.ack(1);
    bench.advance(10_000);
    assertEquals(State.NOT_CONNECTED, bench.state());
  }

  @Test
  void commandsOfTheSequenceAreValidatedToo() {
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    bench.command(Bench.device("a"), "go");
    assertEquals(List.of("0 OK"), bench.all());
    assertEquals(List.of("a go"), bench.stages.commands);
    assertEquals(State.CONNECTED, bench.state());
  }

  @Test
  void aQueueThatOverflowsDuringTheSequenceIsFoldedAndDeliveredByTheNextOne() {
    Bench small = new Bench(Bench.settings(3, 65_536));
    small.status("a", "1");
    small.next();
    small.connectResponse();
    assertEquals("1 CONNECTING a 1", small.next());
    for (int i = 2; i <= 6; i++) {
      small.status("a", "" + i);
    }
    small.ack(1);
    small.commands("a");
    small.advance(300);
    assertEquals("Connect a", small.next());
    small.connectResponse();
    assertEquals("1 CONNECTING a 6 error 2,3,4,5", small.next());
  }

  /** Its turn comes when what it has sent is neither in the queue nor folded. */
  @Test
  void aDeviceThatHasLeftIsAnnouncedAndWithdrawnThoughTheQueueWasFullBeforeItsTurn() {
    Bench small = new Bench(Bench.settings(5, 65_536));
    small.links.silent = true;
    small.status("a", "1");
    small.status("b", "b1");
    small.leave("b", "b2");
    small.links.silent = false;
    small.link().listener.ready();
    assertEquals("Connect a,b", small.next());
    small.connectResponse();
    assertEquals("1 CONNECTING a 1", small.next());
    for (int i = 2; i <= 4; i++) {
      small.status("a", "" + i);
    }
    small.ack(1);
    assertEquals("2 CONNECTING b b1", small.next());
    small.ack(2);
    small.commands("a", "b");
    small.advance(300);
    assertEquals("Connect a,b", small.next());
    small.connectResponse();
    assertEquals("1 CONNECTING a 4 error 2,3", small.next());
    small.ack(1);
    assertEquals("2 CONNECTING b b2", small.next());
    small.ack(2);
    small.commands("a", "b");
    small.advance(300);
    assertEquals(List.of("3 DISCONNECT b b2"), small.all());
  }

  /** What came after the queue was full is newer than what it was full with. */
  @Test
  void aFullQueueBeforeTheTurnOfADeviceDoesNotTurnItsStatusesAround() {
    Bench small = new Bench(Bench.settings(4, 65_536));
    small.links.silent = true;
    small.status("a", "1");
    small.status("b", "1");
    small.links.silent = false;
    small.link().listener.ready();
    assertEquals("Connect a,b", small.next());
    small.connectResponse();
    assertEquals("1 CONNECTING a 1", small.next());
    for (int i = 2; i <= 5; i++) {
      small.status("b", "" + i);
    }
    small.ack(1);
    assertEquals("2 CONNECTING b 1", small.next());
    small.ack(2);
    small.commands("a", "b");
    small.advance(300);
    assertEquals("Connect a,b", small.next());
    small.connectResponse();
    assertEquals("1 CONNECTING a 1", small.next());
    small.ack(1);
    assertEquals("2 CONNECTING b 5 error 2,3,4", small.next());
  }

  /** It was live when the devices were listed; its last status came before the Connect. */
  @Test
  void aDeviceThatLeavesBeforeTheConnectIsWithdrawnThoughTheQueueWasFullThen() {
    Bench small = new Bench(Bench.settings(4, 65_536));
    small.links.reachable = false;
    small.stages.foldsHang = true;
    small.status("a", "0");
    small.status("a", "1");
    small.stages.alive(Bench.device("b"), "b0");
    small.links.reachable = true;
    small.advance(1250);
    assertEquals("nothing", small.next());
    small.leave("b", "b1");
    for (int i = 2; i <= 4; i++) {
      small.status("a", "" + i);
    }
    small.stages.foldsHang = false;
    small.stages.hungFolds.forEach(Runnable::run);
    assertEquals("Connect a,b", small.next());
    small.connectResponse();
    assertEquals("1 CONNECTING a 4 error 0,1,2,3", small.next());
    small.ack(1);
    assertEquals("2 CONNECTING b b1", small.next());
    small.ack(2);
    small.commands("a", "b");
    small.advance(300);
    assertEquals(List.of("3 DISCONNECT b b1"), small.all());
  }

  /** PROTOCOL section 8.4: no device may leave unnoticed while the endpoint connects. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aDeviceThatLeavesInAnyStepIsWithdrawnAfterTheSequence(int step) {
    List<Runnable> steps =
        List.of(
            () -> bench.link().listener.ready(),
            bench::connectResponse,
            () -> bench.ack(1),
            () -> bench.ack(2),
            () -> bench.commands("a", "b"));
    bench.links.silent = true;
    bench.status("a", "a1");
    bench.status("b", "b1");
    for (int i = 0; i <= steps.size(); i++) {
      if (i == step) {
        bench.leave("a", "a2");
      }
      if (i < steps.size()) {
        steps.get(i).run();
        bench.all();
      }
    }
    bench.advance(300);
    assertEquals(List.of("3 DISCONNECT a a2"), bench.all());
    bench.ack(3);
    assertEquals(1, bench.endpoint.snapshot().load().knownDevices());
  }

  /** PROTOCOL section 8.4: an answer may be there before its question is noted. */
  @Test
  void answersThatComeWhileTheirQuestionIsPublishedAreTaken() {
    bench.links.silent = true;
    bench.status("a", "a1");
    bench.link().onPublish =
        message -> {
          if (message.hasConnect()) {
            bench.session = message.getConnect().getSessionId();
            bench.connectResponse();
          } else if (message.hasStatus()) {
            int counter = message.getStatus().getMessageCounter();
            bench.ack(counter);
            if (counter == 1) {
              bench.command(Bench.device("a"), "go");
            }
          }
        };
    bench.link().listener.ready();
    bench.advance(300);
    bench.status("a", "a2");
    assertEquals(List.of("Connect a", "1 CONNECTING a a1", "0 OK", "2 RUNNING a a2"), bench.all());
    assertEquals(State.CONNECTED, bench.state());
    assertEquals(0, bench.endpoint.snapshot().load().inFlight());
    assertEquals(2, bench.endpoint.snapshot().counters().delivered());
  }

  @Test
  void devicesOfModulesThatAreNotCarriedAreNotListed() {
    Device foreign = Device.of(9, 0, "x", "n", 0);
    bench.stages.alive(foreign, "x0");
    bench.status("a", "a0");
    assertEquals("Connect a", bench.next());
    assertFalse(bench.link().closed);
  }

  @Test
  void aCommandBeforeAnyDeviceIsAcceptedFailsTheAttemptAndRefusesNoDevice() {
    Bench bench = new Bench();
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.next();
    bench.command(Bench.device("a"), "");
    assertEquals(State.NOT_CONNECTED, bench.state());
    bench.advance(10_000);
    assertEquals("Connect a", bench.next());
  }
}
