package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.external.base.FakeStages;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the handler's container has folded is delivered like what is folded here. */
class FoldedElsewhereTest {

  private Bench bench = new Bench();

  private CompletableFuture<Boolean> fold(String role, String newest, String error) {
    CompletableFuture<Boolean> taken =
        bench
            .endpoint
            .forwardFolded(report(role, newest), Payload.ofText(error))
            .toCompletableFuture();
    bench.time.runDue();
    return taken;
  }

  private static StatusReport report(String role, String status) {
    return new StatusReport(Bench.device(role), Payload.ofText(status), false);
  }

  @Test
  void itTravelsWithTheConnectSequence() {
    CompletableFuture<Boolean> taken = fold("a", "a9", "a1..a8");
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a9 error a1..a8", bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertTrue(taken.join());
  }

  @Test
  void itIsOnTheDiskBeforeItIsTaken() {
    bench.links.reachable = false;
    CompletableFuture<Boolean> taken = fold("a", "a9", "a1..a8");
    bench.advance(99);
    assertFalse(taken.isDone());
    bench.advance(110);
    assertTrue(taken.join());
    bench = new Bench(Bench.settings(10_000, 65_536), bench.disk, new FakeStages());
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a9 error a1..a8", bench.next());
  }

  @Test
  void aDeviceThatTheServerKnowsIsIntroducedAnew() {
    bench = Bench.connected("a", "b");
    fold("a", "a9", "a1..a8");
    bench.advance(1000);
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a9 error a1..a8", bench.next());
  }

  @Test
  void aDeviceThatTheServerDoesNotKnowJoinsTheSession() {
    bench = Bench.connected("b");
    fold("a", "a9", "a1..a8");
    assertEquals("2 CONNECTING a a9 error a1..a8", bench.next());
  }

  @Test
  void whatComesAfterItFollows() {
    bench.links.reachable = false;
    fold("a", "a9", "a1..a8");
    bench.status("a", "a10");
    bench.links.reachable = true;
    bench.advance(20_000);
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a10 error a1..a8,a9", bench.next());
  }

  @Test
  void whatAFormerProcessMayHaveDeliveredIsFoldedAndNewerOnesFollow() {
    bench.endpoint.forwardAgain(report("a", "a1"));
    bench.endpoint.forwardAgain(report("a", "a2"));
    bench.status("a", "a3");
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a2 error a1", bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertEquals("2 RUNNING a a3", bench.next());
  }

  @Test
  void itIsRefusedWhileSomethingOlderIsUndelivered() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    assertFalse(fold("a", "a9", "a2..a8").join());
    assertTrue(bench.endpoint.snapshot().load().undelivered() > 0);
  }

  @Test
  void itIsRefusedWhileSomethingOlderIsInFlight() {
    bench = Bench.connected("a");
    bench.status("a", "a1");
    assertFalse(fold("a", "a9", "a2..a8").join());
    bench.all();
    bench.ack(2);
    assertFalse(fold("a", "a9", "a2..a8").isDone());
  }

  @Test
  void anErrorMessageThatIsTooLargeIsCountedAsLost() {
    bench = new Bench(Bench.settings(10_000, 5));
    fold("a", "a9", "a1..a8");
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a9", bench.next());
    assertEquals(1, bench.endpoint.snapshot().counters().lost());
  }
}
