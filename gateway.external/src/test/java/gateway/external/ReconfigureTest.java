package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.cloud.CloudTransport;
import gateway.api.view.EndpointView.State;
import gateway.external.base.EndpointSettings;
import gateway.external.base.ModuleNumbers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An endpoint takes other settings while it runs. */
class ReconfigureTest {

  private static EndpointSettings settings(String modules, String user) {
    return new EndpointSettings(
        "e",
        CloudTransport.MQTT,
        "host",
        1883,
        ModuleNumbers.parse(modules),
        user,
        "",
        Optional.empty(),
        Map.of());
  }

  private static void reconfigure(Bench bench, EndpointSettings changed) {
    bench.endpoint.reconfigure(changed);
    bench.time.runDue();
  }

  @Test
  void otherModuleNumbersCostNoSession() {
    Bench bench = Bench.connected("a", "b");
    reconfigure(bench, settings("7", ""));
    assertEquals(List.of(), bench.all());
    bench.elsewhere.add(1);
    bench.endpoint.routesChanged();
    assertEquals(List.of("3 DISCONNECT a a0", "4 DISCONNECT b b0"), bench.all());
    assertFalse(bench.link().closed);
    assertEquals("7", bench.endpoint.snapshot().modules());
  }

  @Test
  void anotherLoginEndsTheSessionInGoodOrderAndTheNextStatusBeginsOne() {
    Bench bench = Bench.connected("a", "b");
    reconfigure(bench, settings("*", "somebody"));
    assertEquals(List.of("3 DISCONNECT a a0", "4 DISCONNECT b b0"), bench.all());
    bench.ack(3);
    assertFalse(bench.link().closed);
    bench.ack(4);
    assertTrue(bench.link().closed);
    assertEquals(State.NOT_INITIALIZED, bench.state());
    bench.advance(10_000);
    assertEquals(1, bench.links.opened.size());
    bench.status("a", "a1");
    assertEquals(2, bench.links.opened.size());
    assertEquals("Connect a,b", bench.next());
  }

  @Test
  void aStatusThatComesMeanwhileBeginsTheNextSession() {
    Bench bench = Bench.connected("a");
    reconfigure(bench, settings("*", "somebody"));
    assertEquals(List.of("2 DISCONNECT a a0"), bench.all());
    bench.status("a", "a1");
    assertEquals("nothing", bench.next());
    bench.ack(2);
    bench.advance(2000);
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
  }

  @Test
  void aServerThatDoesNotAnswerHoldsUpTheNextSessionForTwoSeconds() {
    Bench bench = Bench.connected("a");
    bench.status("a", "a1");
    assertEquals("2 RUNNING a a1", bench.next());
    reconfigure(bench, settings("*", "somebody"));
    assertEquals("3 DISCONNECT a a1", bench.next());
    bench.advance(1999);
    assertFalse(bench.link().closed);
    bench.advance(1);
    assertEquals(2, bench.links.opened.size());
    bench.advance(2000);
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
  }

  /** Nothing of it takes the way over the disk. */
  @Test
  void whatIsUndeliveredStaysThoughTheDiskFails() {
    Bench bench = new Bench();
    bench.disk.fault = Optional.of("broken");
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.status("a", "a2");
    bench.links.reachable = true;
    reconfigure(bench, settings("*", "somebody"));
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a2 error a1", bench.next());
  }

  @Test
  void anotherChangeMeanwhileCountsToo() {
    Bench bench = Bench.connected("a");
    reconfigure(bench, settings("*", "somebody"));
    assertEquals(List.of("2 DISCONNECT a a0"), bench.all());
    reconfigure(bench, settings("*", "another"));
    bench.status("a", "a1");
    bench.ack(2);
    bench.advance(10_000);
    assertEquals(2, bench.links.opened.size());
    assertEquals("Connect a", bench.next());
  }

  @Test
  void anEndpointThatStopsMeanwhileEndsInGoodOrder() {
    Bench bench = Bench.connected("a");
    reconfigure(bench, settings("*", "somebody"));
    var stopped = bench.endpoint.stop().toCompletableFuture();
    assertEquals(List.of("2 DISCONNECT a a0"), bench.all());
    assertFalse(stopped.isDone());
    bench.ack(2);
    assertTrue(stopped.isDone());
    bench.status("a", "a1");
    bench.advance(10_000);
    assertEquals(1, bench.links.opened.size());
  }

  /** As another vehicle it begins with what the store holds for that. */
  @Test
  void anEndpointThatGoesOnAfterAStopHasWhatWasUndelivered() {
    Bench bench = Bench.connected("a");
    bench.status("a", "a1");
    bench.endpoint.stop();
    assertEquals(List.of("2 RUNNING a a1", "3 DISCONNECT a a1"), bench.all());
    bench.advance(2000);
    bench.endpoint.flush();
    bench.status("a", "a2");
    bench.advance(1000);
    bench.endpoint.restart();
    bench.advance(3000);
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a a1", bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertEquals("2 RUNNING a a2", bench.next());
    assertEquals(0, bench.endpoint.snapshot().counters().lost());
  }
}
