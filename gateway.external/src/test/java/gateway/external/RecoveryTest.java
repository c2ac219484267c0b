package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.view.EndpointView.State;
import gateway.external.base.FakeStages;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is undelivered survives the process (PROTOCOL section 4.12; docs/guarantees.md). */
class RecoveryTest {

  private Bench bench = new Bench();

  /** What is in memory is gone; what was forced to the disk is there. */
  private void kill() {
    kill(new FakeStages());
  }

  private void kill(FakeStages neighbours) {
    bench = new Bench(Bench.settings(10_000, 65_536), bench.disk, neighbours);
  }

  private void stop() {
    bench.endpoint.stop();
    bench.endpoint.flush();
    bench.advance(2100);
  }

  private static int undelivered(Bench bench) {
    return bench.endpoint.snapshot().load().undelivered();
  }

  @Test
  void aHealthySessionWritesNothing() {
    Bench bench = Bench.connected("a", "b");
    for (int i = 0; i < 50; i++) {
      bench.status("a", "a" + i);
      bench.advance(50);
      bench.all();
      bench.ack(i + 3);
      bench.advance(7);
    }
    assertEquals(0, bench.disk.writes);
  }

  @Test
  void whatIsUndeliveredForTheTimeOfStoreAfterIsOnTheDiskAtTheNextCommit() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(99);
    assertEquals(0, bench.disk.writes);
    bench.advance(110);
    kill();
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
  }

  @Test
  void whatOfADeviceIsUndeliveredIsShownOnRequestAndNothingOfOthers() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.status("b", "b1");
    bench.status("a", "a2");
    bench.advance(1);
    var contents = bench.endpoint.contents(Bench.device("a").key()).toCompletableFuture();
    var unknown = bench.endpoint.contents(Bench.device("c").key()).toCompletableFuture();
    bench.time.runDue();
    assertEquals(
        List.of("error message: a1", "undelivered status: a2"),
        contents.join().stream().map(c -> c.name() + ": " + c.value().toText()).toList());
    assertEquals(List.of(), unknown.join());
  }

  @Test
  void anOrderlyStopKeepsWhatHasJustCome() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    stop();
    kill();
    assertEquals("Connect a", bench.next());
  }

  @Test
  void statusesInFlightAndInTheQueueAreRecoveredInOrder() {
    bench = Bench.connected("a");
    for (int i = 1; i <= 25; i++) {
      bench.status("a", "a" + i);
    }
    bench.all();
    bench.ack(2);
    bench.advance(300);
    bench.ack(3);
    bench.advance(200);
    kill();
    StringBuilder error = new StringBuilder("a3");
    for (int i = 4; i <= 24; i++) {
      error.append(",a").append(i);
    }
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a25 error " + error, bench.next());
  }

  @Test
  void aRecoveredDeviceIsWithdrawnAndNothingIsLeft() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    kill();
    bench.connect("a");
    assertEquals("2 DISCONNECT a a1", bench.next());
    bench.ack(2);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    bench.advance(1000);
    assertEquals(0, undelivered(bench));
    kill();
    bench.advance(60_000);
    assertTrue(bench.links.opened.isEmpty());
    assertTrue(bench.disk.values.keySet().stream().noneMatch(key -> key.contains("/")));
  }

  @Test
  void aRecoveredDeviceThatCameBackIsNotWithdrawn() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    kill();
    assertEquals("Connect a", bench.next());
    bench.status("a", "a2");
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertEquals(List.of("2 RUNNING a a2"), bench.all());
  }

  /** As after a changed configuration: the handler and its devices have stayed. */
  @Test
  void aDeviceThatStayedConnectedIsNotWithdrawn() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    stop();
    kill(bench.stages);
    bench.connect("a");
    assertEquals("nothing", bench.next());
    bench.status("a", "a2");
    assertEquals("2 RUNNING a a2", bench.next());
  }

  @Test
  void whatASequenceHasDeliveredStaysOnTheDiskUntilTheWholeSequenceHasSucceeded() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.status("b", "b1");
    bench.links.reachable = true;
    bench.advance(10_000);
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    bench.advance(1000);
    kill();
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
    bench.ack(1);
    bench.next();
    bench.ack(2);
    bench.advance(1000);
    kill();
    bench.connect("a", "b");
    bench.advance(1000);
    kill();
    assertEquals(0, bench.links.opened.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void eachStatusIsFoldedOnceHoweverOftenTheProcessIsKilled(int kills) {
    StringBuilder error = new StringBuilder();
    int number = 0;
    for (int i = 0; i <= kills; i++) {
      bench.links.reachable = false;
      for (int j = 0; j < 30; j++) {
        error.append(number > 1 ? "," : "").append(number > 0 ? "" + number : "");
        number++;
        bench.status("a", "" + number);
        bench.advance(j % 7 * 100);
      }
      bench.advance(300);
      if (i < kills) {
        kill();
      }
    }
    bench.links.reachable = true;
    bench.advance(10_000);
    while (!bench.next().equals("Connect a")) {
      bench.advance(1000);
    }
    bench.connectResponse();
    assertEquals("1 CONNECTING a " + number + " error " + error, bench.next());
  }

  @Test
  void whatIsOlderComesFirstWhereADeviceSpeaksBeforeItsDataHaveBeenTakenIn() {
    bench.links.reachable = false;
    bench.stages.numbers.remove(1);
    for (int i = 0; i < 1500; i++) {
      bench.status("a", "a" + i);
    }
    bench.status("b", "b0");
    bench.status("b", "b1");
    bench.advance(1000);
    kill(bench.stages);
    bench.status("b", "b2");
    bench.advance(1000);
    bench.stages.arrive(1);
    bench.advance(1000);
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    bench.next();
    bench.ack(1);
    assertEquals("2 CONNECTING b b1 error b0", bench.next());
  }

  @Test
  void aModuleThatComesLaterDelaysItsOwnDevicesOnly() {
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.stages.foldsHang = true;
    Device late = Device.of(2, 0, "x", "n", 0);
    bench.endpoint.forward(new StatusReport(late, Payload.ofText("x0"), false));
    bench.endpoint.forward(new StatusReport(late, Payload.ofText("x1"), false));
    bench.advance(1000);
    FakeStages neighbours = new FakeStages();
    neighbours.numbers.remove(2);
    kill(neighbours);
    bench.connect("a");
    assertEquals("2 DISCONNECT a a1", bench.next());
    bench.ack(2);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    bench.advance(60_000);
    assertEquals(1, undelivered(bench));
    kill(neighbours);
    bench.advance(60_000);
    assertTrue(bench.links.opened.isEmpty());
    neighbours.arrive(2);
    bench.advance(200);
    assertEquals("Connect x", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING x x1 error x0", bench.next());
  }
}
