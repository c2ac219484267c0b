package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Device;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.view.EndpointView.State;
import gateway.external.link.FakeLinks;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROTOCOL section 4.7. */
class CommandTest {

  private final Bench bench = Bench.connected("a", "b");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "1, 0, a, go, ACCEPTED, OK",
        "1, 0, a, go, INVALID, INVALID_COMMAND",
        "1, 0, a, go, DEVICE_NOT_CONNECTED, OK",
        "1, 0, a, go, LATE, OK",
        "1, 0, a, -, INVALID, OK",
        "1, 0, stranger, go, ACCEPTED, DEVICE_NOT_CONNECTED",
        "1, 7, stranger, go, ACCEPTED, DEVICE_NOT_SUPPORTED",
        "3, 0, stranger, go, ACCEPTED, DEVICE_NOT_SUPPORTED",
        "9, 0, stranger, go, ACCEPTED, DEVICE_NOT_SUPPORTED",
      })
  void responseTypes(
      int module, int type, String role, String data, Verdict verdict, String expected) {
    bench.stages.numbers.add(9); // served, but not carried by this endpoint
    bench.stages.verdicts.put("go", CompletableFuture.completedFuture(verdict));
    bench.command(Device.of(module, type, role, "n", 0), data == null ? "" : data);
    assertEquals(List.of("2 " + expected), bench.all());
  }

  @Test
  void answersAreCountedByTheirType() {
    bench.stages.verdicts.put("bad", CompletableFuture.completedFuture(Verdict.INVALID));
    bench.command(Bench.device("a"), "bad");
    bench.command(Bench.device("stranger"), "go");
    bench.command(Bench.device("stranger"), "go");
    bench.all();
    Map<String, Long> expected =
        Map.of(
            "OK", 2L, // the first commands of both devices
            "INVALID_COMMAND", 1L,
            "DEVICE_NOT_CONNECTED", 2L,
            "DEVICE_NOT_SUPPORTED", 0L);
    assertEquals(expected, bench.endpoint.snapshot().counters().verdicts());
  }

  @Test
  void aDeviceThatHasLeftIsNotConnected() {
    bench.leave("a", "a1");
    bench.all();
    bench.command(Bench.device("a"), "go");
    assertEquals(List.of("2 DEVICE_NOT_CONNECTED"), bench.all());
  }

  @Test
  void aLateCommandIsAnsweredOkAndDropped() {
    CompletableFuture<Verdict> never = new CompletableFuture<>();
    bench.stages.verdicts.put("go", never);
    bench.command(Bench.device("a"), "go");
    bench.advance(249);
    assertEquals("nothing", bench.next());
    bench.advance(1);
    assertEquals(List.of("2 OK"), bench.all());
    assertEquals(Verdict.LATE, never.join());
  }

  @Test
  void answersKeepTheOrderPerModuleAndAHungModuleDelaysNoOther() {
    CompletableFuture<Verdict> slow = new CompletableFuture<>();
    bench.stages.verdicts.put("slow", slow);
    Device other = Device.of(2, 0, "o", "n", 0);
    bench.endpoint.forward(
        new gateway.api.stage.StatusReport(other, gateway.api.device.Payload.ofText("o1"), false));
    bench.all();
    bench.ack(3);
    bench.command(Bench.device("a"), "slow");
    bench.command(Bench.device("b"), "go");
    bench.command(Bench.device("a"), "");
    bench.command(other, "go");
    assertEquals(List.of("5 OK"), bench.all());
    slow.complete(Verdict.INVALID);
    assertEquals(List.of("2 INVALID_COMMAND", "3 OK", "4 OK"), bench.all());
  }

  @Test
  void withoutAHandlerCommandsAreAnswered() {
    bench.stages.absent = true;
    bench.command(Bench.device("a"), "go");
    assertEquals(List.of("2 OK"), bench.all());
  }

  @Test
  void aFirstCommandNumberedZeroSetsTheExpectation() {
    Bench fresh = Bench.connected("a"); // its sequence had command 0
    fresh.command(fresh.session, 5, Bench.device("a"), "");
    assertEquals(2, fresh.links.opened.size());
  }

  @Test
  void aCommandOutOfOrderReconnectsAtOnceWithoutAnswer() {
    FakeLinks.Link old = bench.link();
    bench.command(bench.session, 4, Bench.device("a"), "go");
    assertTrue(old.closed);
    assertTrue(old.published.isEmpty());
    assertEquals("Connect a,b", bench.next());
    assertEquals(State.CONNECTING, bench.state());
  }

  @Test
  void counterWrapsAround() {
    Bench fresh = new Bench();
    fresh.status("a", "a0");
    fresh.next();
    fresh.connectResponse();
    fresh.next();
    fresh.ack(1);
    fresh.command(fresh.session, -1, Bench.device("a"), "");
    fresh.advance(300);
    fresh.command(fresh.session, 0, Bench.device("a"), "");
    assertEquals(List.of("-1 OK", "0 OK"), fresh.all());
    assertEquals(State.CONNECTED, fresh.state());
  }

  @Test
  void aCommandOfAForeignSessionIsIgnored() {
    bench.command("old", 99, Bench.device("a"), "go");
    assertEquals("nothing", bench.next());
    assertEquals(State.CONNECTED, bench.state());
    bench.command(Bench.device("a"), "go");
    assertEquals(List.of("2 OK"), bench.all());
  }

  @Test
  void aVerdictAfterTheSessionIsSentNowhere() {
    CompletableFuture<Verdict> slow = new CompletableFuture<>();
    bench.stages.verdicts.put("slow", slow);
    bench.command(Bench.device("a"), "slow");
    bench.link().listener.lost("cut");
    assertEquals("Connect a,b", bench.next());
    slow.complete(Verdict.ACCEPTED);
    assertEquals("nothing", bench.next());
  }

  /** DEVICE_NOT_CONNECTED after its CONNECTING would make the server forget the device. */
  @Test
  void aDeviceThatReturnsBeforeItsCommandIsAnsweredIsNotSaidToBeAway() {
    CompletableFuture<Verdict> slow = new CompletableFuture<>();
    bench.stages.verdicts.put("slow", slow);
    bench.command(Bench.device("b"), "slow");
    bench.leave("a", "a1");
    bench.command(Bench.device("a"), "go");
    bench.status("a", "a2");
    assertEquals(List.of("3 DISCONNECT a a1", "4 CONNECTING a a2"), bench.all());
    slow.complete(Verdict.ACCEPTED);
    assertEquals(List.of("2 OK", "3 OK"), bench.all());
  }

  @Test
  void commandsThatWaitToBeValidatedAreBounded() {
    bench.stages.verdicts.put("b".repeat(1_000_000), new CompletableFuture<>());
    for (int i = 0; i < 100; i++) {
      bench.command(Bench.device("a"), "b".repeat(1_000_000));
    }
    assertEquals(4, bench.stages.commands.size());
    bench.advance(250);
    assertEquals(100, bench.all().size());
    assertEquals(State.CONNECTED, bench.state());
    bench.command(Bench.device("a"), "go");
    assertEquals("a go", bench.stages.commands.get(4));
  }

  @Test
  void messagesThatComeFasterThanTheyCanBeTakenInEndTheSession() {
    FakeLinks.Link old = bench.link();
    for (int i = 0; i < 2; i++) {
      old.say(new byte[10_000_000]);
    }
    old.say(new byte[10_000_000]);
    assertEquals("Connect a,b", bench.next());
    assertTrue(old.closed);
    for (int i = 0; i < 100; i++) {
      bench.link().say(new byte[10_000_000]);
      bench.time.runDue();
    }
    assertEquals(State.CONNECTING, bench.state());
    assertEquals(2, bench.links.opened.size());
  }
}
