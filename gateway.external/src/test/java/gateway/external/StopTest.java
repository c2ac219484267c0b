package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.external.base.FakeStages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An orderly stop: every known device is withdrawn (PROTOCOL section 8.2, item 24). */
class StopTest {

  private CompletableFuture<Void> stop(Bench bench) {
    CompletableFuture<Void> stopped = bench.endpoint.stop().toCompletableFuture();
    bench.time.runDue();
    return stopped;
  }

  @Test
  void everyKnownDeviceIsWithdrawnWithinTheWindowAndAnswersAreAwaited() {
    Bench bench = new Bench();
    List<String> roles = new ArrayList<>();
    for (char role = 'a'; role <= 'j'; role++) {
      roles.add("" + role);
    }
    bench.establish(roles.toArray(new String[0]));
    for (int i = 0; i < 3; i++) {
      bench.status("x" + i, "1");
    }
    bench.all();
    for (int i = 11; i <= 13; i++) {
      bench.ack(i);
    }
    bench.status("a", "a1");
    bench.leave("b", "b1");
    CompletableFuture<Void> stopped = stop(bench);
    List<String> sent = bench.all();
    assertEquals(List.of("14 RUNNING a a1", "15 DISCONNECT b b1"), sent.subList(0, 2));
    for (int counter = 14; counter <= 27; counter++) {
      assertFalse(stopped.isDone());
      assertTrue(bench.endpoint.snapshot().load().inFlight() <= 10);
      bench.ack(counter);
      sent.addAll(bench.all());
    }
    assertEquals(14, sent.size());
    assertEquals(13, sent.stream().filter(s -> s.contains(" DISCONNECT ")).count());
    assertTrue(sent.stream().anyMatch(s -> s.endsWith(" DISCONNECT a a1")), sent.toString());
    assertTrue(stopped.isDone());
    assertTrue(bench.link().closed);
  }

  @Test
  void aServerThatDoesNotAnswerDelaysTheStopForTwoSeconds() {
    Bench bench = Bench.connected("a");
    CompletableFuture<Void> stopped = stop(bench);
    assertEquals(List.of("2 DISCONNECT a a0"), bench.all());
    bench.advance(1999);
    assertFalse(stopped.isDone());
    bench.advance(1);
    assertTrue(stopped.isDone());
    assertTrue(bench.link().closed);
  }

  @Test
  void lastReportsThatCameBeforeAreSentOnce() {
    Bench bench = Bench.connected("a");
    bench.leave("a", "a1");
    CompletableFuture<Void> stopped = stop(bench);
    assertEquals(List.of("2 DISCONNECT a a1"), bench.all());
    bench.ack(2);
    assertTrue(stopped.isDone());
    bench.status("a", "a2");
    bench.advance(60_000);
    assertEquals(1, bench.links.opened.size());
  }

  @Test
  void aStopWhileSettlingWithdrawsAfterTheSettleTime() {
    Bench bench = new Bench();
    bench.status("a", "a0");
    bench.next();
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    bench.commands("a");
    CompletableFuture<Void> stopped = stop(bench);
    assertEquals("nothing", bench.next());
    bench.advance(300);
    assertEquals(List.of("2 DISCONNECT a a0"), bench.all());
    bench.ack(2);
    assertTrue(stopped.isDone());
  }

  @Test
  void withoutASessionTheStopIsImmediate() {
    Bench bench = new Bench();
    assertTrue(stop(bench).isDone());
    Bench connecting = new Bench();
    connecting.status("a", "a0");
    assertTrue(stop(connecting).isDone());
    assertTrue(connecting.link().closed);
    Bench waiting = new Bench();
    waiting.links.reachable = false;
    waiting.status("a", "a0");
    assertTrue(stop(waiting).isDone());
    waiting.advance(60_000);
    assertEquals(1, waiting.links.opened.size());
  }

  @Test
  void whatIsUndeliveredIsInTheStoreWhenTheStopIsDone() {
    Bench bench = new Bench();
    bench.links.reachable = false;
    bench.status("a", "a0");
    bench.stages.foldsHang = true;
    bench.status("a", "a1");
    bench.status("a", "a2");
    assertTrue(stop(bench).isDone());
    bench.status("a", "a3");
    CompletableFuture<Void> flushed = bench.endpoint.flush().toCompletableFuture();
    bench.advance(10);
    assertTrue(flushed.isDone());
    Bench next = new Bench(Bench.settings(10_000, 65_536), bench.disk, new FakeStages());
    assertEquals("Connect a", next.next());
    next.connectResponse();
    assertEquals("1 CONNECTING a a3 error a0,a1,a2", next.next());
  }
}
