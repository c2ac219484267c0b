package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.EndpointView.Cause;
import gateway.api.view.EndpointView.LeftOut;
import gateway.api.view.EndpointView.State;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that are left out, and when they are tried again (PROTOCOL section 4.9). */
class LeftOutTest {

  private static final int MINUTE = 60_000;

  private Bench bench = new Bench();
  private int counter;

  private List<LeftOut> leftOut() {
    return bench.endpoint.snapshot().leftOut();
  }

  /** A session with a, in which the External Server has refused b. */
  private void refuseB() {
    bench.stages.alive(Bench.device("b"), "b0");
    bench.status("a", "a0");
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    bench.next();
    bench.commands("a");
    bench.advance(300);
    counter = 2;
    assertEquals(1, leftOut().size());
    assertEquals(Cause.NOT_ANSWERED, leftOut().get(0).cause());
  }

  /** A status of a keeps the session. */
  private void speak() {
    bench.status("a", "x");
    counter++;
    assertEquals(counter + " RUNNING a x", bench.next());
    bench.ack(counter);
  }

  private void loseLink() {
    bench.link().listener.lost("closed by broker");
    bench.time.runDue();
  }

  /** What is published now is not acknowledged: it may be what ends the link. */
  private void doubt() {
    bench.link().acknowledges = false;
  }

  @Test
  void aRefusedDeviceIsTriedAfterAMinuteAndThenMoreRarelyButEachHour() {
    refuseB();
    List<Integer> minutes = List.of(1, 2, 4, 8, 16, 32, 60, 60, 60);
    for (int wait : minutes) {
      for (int i = 0; i < wait; i++) {
        bench.advance(MINUTE - 1000);
        speak();
        bench.advance(1000);
        if (i < wait - 1) {
          assertEquals("nothing", bench.next());
        }
      }
      counter++;
      assertTrue(bench.next().startsWith(counter + " CONNECTING b b0"), "after " + wait);
      bench.advance(10_000);
      assertEquals(counter + " RUNNING none ", bench.next(), "in its place, if it was lost");
      assertEquals(State.CONNECTED, bench.state());
      assertEquals(1, bench.links.opened.size(), "never a reconnect");
    }
  }

  @Test
  void oneThatTheCloudHasLearntIsBack() {
    refuseB();
    bench.status("b", "b1");
    bench.advance(MINUTE);
    assertEquals("3 CONNECTING b b1", bench.next());
    bench.status("b", "b2");
    bench.ack(3);
    assertEquals("4 RUNNING b b2", bench.next(), "what came meanwhile is not kept back");
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
    assertEquals(List.of(), leftOut());
    loseLink();
    assertEquals("Connect a,b", bench.next());
  }

  @Test
  void itIsNeverInAConnectWithOthers() {
    refuseB();
    bench.advance(MINUTE - 1000);
    loseLink();
    bench.advance(3000);
    bench.connect("a");
    assertTrue(bench.next().startsWith("2 CONNECTING b"));
  }

  @Test
  void refusedDevicesAreTriedOneAtATime() {
    bench.stages.alive(Bench.device("b"), "b0");
    bench.stages.alive(Bench.device("c"), "c0");
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    bench.advance(10_000);
    bench.next();
    bench.next();
    bench.commands("a");
    bench.advance(300);
    assertEquals(2, leftOut().size());
    bench.advance(MINUTE);
    assertEquals(1, bench.all().size());
    bench.ack(4);
    assertEquals(1, bench.all().size());
  }

  /** The server was only slow: it knows the device, and would not answer another CONNECTING. */
  @Test
  void aDeviceThatIsAnsweredTooLateIsWithdrawnAndIntroducedAgain() {
    refuseB();
    bench.advance(MINUTE);
    assertEquals("3 CONNECTING b b0", bench.next());
    bench.advance(10_000);
    bench.next();
    bench.status("b", "b1");
    bench.ack(3);
    assertEquals(List.of("4 DISCONNECT b b0", "5 CONNECTING b b1"), bench.all());
    bench.ack(4);
    bench.ack(5);
    assertEquals(List.of(), leftOut());
  }

  @Test
  void aRefusedDeviceThatIsAloneIsTriedByAConnect() {
    refuseB();
    bench.leave("a", "a1");
    bench.next();
    bench.ack(3);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    bench.advance(MINUTE - 1000);
    assertEquals(1, bench.links.opened.size());
    bench.advance(3000);
    bench.connect("b");
    assertEquals(List.of(), leftOut());
  }

  /** The first death makes those under way wait, the second one convicts. */
  @Test
  void aLinkThatDiesTwiceOnOneDeviceConvictsItAndTheNextAttemptStartsAtOnce() {
    for (String role : List.of("a", "b", "c")) {
      bench.stages.alive(Bench.device(role), role + "0");
    }
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.next();
    doubt();
    bench.ack(1);
    assertTrue(bench.next().startsWith("2 CONNECTING b"));
    loseLink();
    assertEquals("Connect a,c", bench.next(), "at once, and without it");
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    bench.next();
    bench.ack(2);
    bench.commands("a", "c");
    doubt();
    bench.advance(300);
    assertTrue(bench.next().startsWith("3 CONNECTING b"), "introduced last");
    loseLink();
    assertEquals(Cause.LINK_LOST, leftOut().get(0).cause());
    bench.connect("a", "c");
    assertEquals("nothing", bench.next());
    bench.advance(10_000);
    assertEquals("nothing", bench.next());
    bench.status("b", "other");
    assertTrue(bench.next().startsWith("3 CONNECTING b other"), "its status has changed");
    bench.ack(3);
    assertEquals(List.of(), leftOut());
  }

  @Test
  void severalThatWereUnderWayAreIntroducedOneAtATimeAndTheInnocentStay() {
    bench = Bench.connected("a", "b", "c");
    doubt();
    bench.status("a", "a1");
    bench.status("b", "b1");
    bench.all();
    loseLink();
    bench.connect("c");
    doubt();
    assertTrue(bench.next().startsWith("2 CONNECTING a"));
    assertEquals("nothing", bench.next());
    bench.link().acknowledge();
    bench.ack(2);
    assertTrue(bench.next().startsWith("3 CONNECTING b"));
    loseLink();
    assertEquals(List.of("b"), leftOut().stream().map(l -> l.device().role()).toList());
    bench.connect("a", "c");
  }

  @Test
  void whereTheConnectDiesNobodyIsConvictedAndTheNextOneIsSmaller() {
    bench.links.silent = true;
    bench.stages.alive(Bench.device("bbbb"), "b0");
    bench.status("a", "a0");
    for (int attempt = 0; attempt < 4; attempt++) {
      doubt();
      bench.link().listener.ready();
      assertTrue(bench.next().startsWith("Connect"));
      loseLink();
      assertEquals(State.NOT_CONNECTED, bench.state(), "after the retry delay");
      assertEquals(List.of(), leftOut());
      bench.advance(10_000);
    }
    bench.link().listener.ready();
    bench.connect("a");
    assertTrue(bench.next().startsWith("2 CONNECTING bbbb"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCommandAnswerThatEndsTheLinkConvictsItsDevice(boolean running) {
    bench = Bench.connected("a", "b");
    for (int time = 0; time < 2; time++) {
      if (running) {
        doubt();
        bench.command(Bench.device("b"), "go");
        bench.all();
        loseLink();
      } else {
        if (time == 0) {
          loseLink();
          assertEquals("Connect a,b", bench.next());
          bench.connectResponse();
          bench.all();
          bench.ack(1);
          bench.all();
          bench.ack(2);
          doubt();
          bench.command(Bench.device("b"), "go");
          bench.all();
        } else {
          doubt();
          bench.command(Bench.device("b"), "go");
          bench.all();
        }
        loseLink();
      }
      if (time == 0) {
        assertEquals(List.of(), leftOut());
        bench.connect("a");
        doubt();
        assertTrue(bench.next().startsWith("2 CONNECTING b"));
        bench.link().acknowledge();
      }
    }
    assertEquals(List.of("b"), leftOut().stream().map(l -> l.device().role()).toList());
    bench.connect("a");
  }

  /** A small message that was under way for long has not ended the link: the network has. */
  @Test
  void aNetworkThatFallsSilentConvictsNobody() {
    bench = Bench.connected("a", "b");
    for (int time = 0; time < 3; time++) {
      doubt();
      bench.status("a", "x" + time);
      bench.all();
      bench.advance(9000);
      loseLink();
      bench.advance(2000); // the pause after three short sessions
      bench.connect("a", "b");
    }
    assertEquals(List.of(), leftOut());
  }
}
