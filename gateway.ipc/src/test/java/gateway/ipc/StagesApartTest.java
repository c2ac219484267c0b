package gateway.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.CommandSink.Verdict;
import gateway.api.stage.DeviceDirectory.LiveDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each stage sees while others, or the broker, come and go (PROTOCOL section 7). */
class StagesApartTest {

  private World world = World.running();

  private FakeDevice device(String role) {
    FakeDevice device = world.server.connect(role);
    device.status("s0");
    world.advance(20);
    assertEquals(List.of("first:s0"), device.next());
    return device;
  }

  private List<String> toCloud() {
    world.advance(20);
    return world.client.stage.next();
  }

  private Verdict command(FakeDevice device, String text) {
    CompletableFuture<Verdict> verdict =
        world.client.commands().command(device.device.key(), Payload.ofText(text));
    world.advance(20);
    return verdict.join();
  }

  @Test
  void aStatusIsAnsweredAndForwarded() {
    FakeDevice device = device("a");
    assertEquals(List.of("a s0"), toCloud());
    device.status("s1");
    world.advance(20);
    assertEquals(List.of("first:s1"), device.next());
    assertEquals(List.of("a s1"), toCloud());
  }

  @Test
  void aCommandReachesItsDevice() {
    FakeDevice a = device("a");
    FakeDevice b = device("b");
    assertEquals(Verdict.ACCEPTED, command(a, "go"));
    a.status("s1");
    b.status("s1");
    world.advance(20);
    assertEquals(List.of("go:s1"), a.next());
    assertEquals(List.of("first:s1"), b.next());
    assertEquals(Verdict.INVALID, command(a, "bad"));
    a.leave();
    world.advance(20);
    assertEquals(Verdict.DEVICE_NOT_CONNECTED, command(a, "go"));
  }

  @Test
  void theDirectoryNamesTheLiveDevicesBehindWhatWasForwarded() {
    FakeDevice a = device("a");
    device("b");
    world.client.stage.next();
    a.leave();
    world.advance(3); // it is on its way from the handler
    CompletableFuture<List<LiveDevice>> live =
        world.client.directory().liveDevices().toCompletableFuture();
    world.advance(20);
    assertEquals(List.of("b"), live.join().stream().map(l -> l.device().role()).toList());
    assertEquals(List.of("a s0 last"), world.client.stage.next());
  }

  @Test
  void aRefusedStatusClosesItsDevice() {
    FakeDevice device = device("a");
    device.status("bad");
    world.advance(20);
    assertEquals(List.of("status refused by the module"), device.next());
    assertEquals(List.of("a s0", "a s0 last"), toCloud());
  }

  @Test
  void aDeviceThatComesBackAtOnceIsANewOne() {
    FakeDevice device = device("a");
    device.leave();
    FakeDevice again = world.server.connect("a");
    again.status("t0");
    assertEquals(List.of("a s0", "a s0 last", "a t0"), toCloud());
    assertEquals(List.of("first:t0"), again.next());
    assertEquals(List.of(), device.next());
  }

  @Test
  void theSetOfModulesIsKnownLive() {
    assertTrue(world.server.catalog().find(7).isPresent());
    world.handler.modules.serving.remove(7);
    world.handler.modules.awaited = true;
    world.handler.side.moduleChanged(7);
    world.advance(20);
    assertTrue(world.server.catalog().find(7).isEmpty());
    assertTrue(world.server.catalog().isAwaited(7));
    assertFalse(world.server.catalog().isAwaited(8));
    world.handler.modules.awaited = false;
    world.handler.modules.serve(8, "1.0.0");
    world.handler.side.moduleChanged(7);
    world.advance(20);
    assertFalse(world.server.catalog().isAwaited(7));
    assertTrue(world.server.catalog().find(8).orElseThrow().deviceTypes().supports(1));
  }

  @Test
  void noNumberIsRefusedBeforeTheModulesAreKnown() {
    world = new World();
    world.startServer();
    world.advance(1000);
    assertTrue(world.server.catalog().isAwaited(7));
    assertTrue(world.server.handler().isEmpty());
    world.startHandler();
    world.handler.side.unbindSettled(null);
    world.advance(1000);
    assertTrue(world.server.catalog().isAwaited(9));
    world.handler.side.bindSettled(null);
    world.advance(20);
    assertFalse(world.server.catalog().isAwaited(9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shc", "sch", "hsc", "hcs", "csh", "chs"})
  void theOrderOfStartDoesNotMatter(String order) {
    world = new World();
    world.broker.stop();
    for (char stage : order.toCharArray()) {
      switch (stage) {
        case 's' -> world.startServer();
        case 'h' -> world.startHandler();
        default -> world.startClient();
      }
      world.advance(3000);
    }
    world.broker.start();
    world.advance(6000);
    aCommandReachesItsDevice();
  }

  @Test
  void whileTheBrokerIsAwayConnectsAreHeldAndTheDevicesStay() {
    FakeDevice device = device("a");
    world.client.stage.next();
    world.broker.stop();
    assertTrue(world.server.catalog().isAwaited(7));
    assertTrue(world.server.catalog().find(7).isEmpty());
    assertEquals(Verdict.LATE, lateVerdict(device));
    world.broker.start();
    world.advance(6000);
    assertTrue(world.server.catalog().find(7).isPresent());
    device.status("s1");
    world.advance(20);
    assertEquals(List.of("first:s1"), device.next());
    assertEquals(List.of("a s1"), toCloud());
  }

  /** The caller's own bound, as in one container. */
  private Verdict lateVerdict(FakeDevice device) {
    CompletableFuture<Verdict> verdict =
        world.client.commands().command(device.device.key(), Payload.ofText("go"));
    return verdict.exceptionally(failure -> Verdict.LATE).join();
  }

  @Test
  void aDeviceThatLeftWhileTheBrokerWasAwayHasLeft() {
    FakeDevice device = device("a");
    FakeDevice other = device("b");
    world.client.stage.next();
    world.broker.stop();
    device.leave();
    world.broker.start();
    world.advance(6000);
    assertEquals(List.of("a s0 last"), toCloud());
    assertTrue(other.connected);
  }

  @Test
  void aDeviceThatWasDisconnectedWhileTheBrokerWasAwayIsClosed() {
    FakeDevice device = device("a");
    world.broker.stop();
    world.handler.component.disconnect(device.device.key());
    world.broker.start();
    world.advance(6000);
    assertFalse(device.connected);
    assertEquals(List.of("a s0", "a s0 last"), toCloud());
  }

  @Test
  void aDirectoryThatDoesNotAnswerFailsInTime() {
    world.handler.side.deviceDirectory = CompletableFuture::new;
    CompletableFuture<List<LiveDevice>> live =
        world.client.directory().liveDevices().toCompletableFuture();
    world.advance(1999);
    assertFalse(live.isDone());
    world.advance(1);
    assertTrue(live.isCompletedExceptionally());
  }

  @Test
  void anAnswerOfBeforeIsNotTakenForOneOfAfter() {
    FakeDevice device = device("a");
    device.status("s1");
    world.broker.stop(); // the status is on its way
    world.broker.start();
    world.advance(6000);
    assertEquals(List.of(), device.next());
    device.status("s2");
    world.advance(20);
    assertEquals(List.of("first:s2"), device.next());
  }

  @Test
  void aHandlerThatIsKilledCostsTheConnections() {
    device("a");
    world.client.stage.next();
    world.broker.kill(StageName.MODULE_HANDLER);
    world.advance(20);
    assertTrue(world.server.handler().isEmpty());
    assertTrue(world.server.catalog().isAwaited(7));
    assertEquals(List.of("a s0 last"), toCloud());
    world.startHandler();
    world.advance(1000);
    FakeDevice again = device("a");
    assertEquals(List.of("a s0"), toCloud());
    assertEquals(Verdict.ACCEPTED, command(again, "go"));
  }

  @Test
  void anInternalServerThatIsKilledLeavesNoDeviceBehind() {
    device("a");
    world.broker.kill(StageName.INTERNAL_SERVER);
    assertEquals(List.of("a s0", "a s0 last"), toCloud());
    world.startServer();
    world.advance(1000);
    device("a");
    assertEquals(List.of("a s0"), toCloud());
  }

  @Test
  void whileTheExternalClientIsAwayNoDeviceNotices() {
    FakeDevice device = device("a");
    world.client.stage.next();
    world.broker.kill(StageName.EXTERNAL_CLIENT);
    for (int i = 1; i <= 100; i++) {
      device.status("s" + i);
      world.advance(100);
      assertEquals(List.of("first:s" + i), device.next());
    }
    world.startClient();
    world.advance(1000);
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      expected.add("a s" + i);
    }
    assertEquals(expected, toCloud());
  }

  @Test
  void whatWasNotSecuredIsSentToTheNextExternalClient() {
    world.client.stage.securesAtOnce = false;
    FakeDevice device = device("a");
    device.status("s1");
    assertEquals(List.of("a s0", "a s1"), toCloud());
    world.broker.kill(StageName.EXTERNAL_CLIENT);
    device.status("s2");
    world.startClient();
    world.advance(1000);
    assertEquals(List.of("a s0 again", "a s1 again", "a s2"), toCloud());
  }

  @Test
  void whatWasSecuredIsNotTakenTwiceWhenAConnectionIsLost() {
    world.client.stage.securesAtOnce = false;
    FakeDevice device = device("a");
    device.status("s1");
    assertEquals(List.of("a s0", "a s1"), toCloud());
    world.broker.cut(StageName.EXTERNAL_CLIENT);
    world.client.stage.unsecured.get(0).complete(null);
    world.advance(6000);
    assertEquals(List.of(), toCloud());
    world.client.stage.unsecured.get(1).complete(null);
    world.advance(20);
    assertEquals(0, world.handler.side.waiting());
  }

  /** The broker reports that both have ended, and no stage knows better. */
  @ParameterizedTest
  @EnumSource(names = {"INTERNAL_SERVER", "MODULE_HANDLER"})
  void aStageThatIsCutOffCostsTheConnections(StageName stage) {
    FakeDevice device = device("a");
    world.broker.cut(stage);
    world.advance(6000);
    assertEquals(List.of("a s0", "a s0 last"), toCloud());
    device = device("a");
    assertEquals(List.of("a s0"), toCloud());
    assertEquals(Verdict.ACCEPTED, command(device, "go"));
  }

  @Test
  void anExternalClientThatIsCutOffCostsNothing() {
    FakeDevice device = device("a");
    world.broker.cut(StageName.EXTERNAL_CLIENT);
    device.status("s1");
    world.advance(6000);
    assertEquals(List.of("first:s1"), device.next());
    assertEquals(List.of("a s0", "a s1"), toCloud());
  }

  @Test
  void whatIsSaidAtTheEndArrives() {
    FakeDevice device = device("a");
    world.client.stage.next();
    device.leave();
    world.server.side.deactivate();
    CompletableFuture<Void> closed = world.server.hub.close().toCompletableFuture();
    assertEquals(List.of("a s0 last"), toCloud());
    world.advance(2000);
    assertTrue(closed.isDone());
  }

  @Test
  void anExternalClientThatEndsLeavesNothingOpen() {
    FakeDevice device = device("a");
    world.client.stage.next();
    world.client.stage.securesAtOnce = false;
    device.status("s1");
    world.advance(20);
    CompletableFuture<Void> finished = world.client.side.finish();
    device.status("s2");
    world.advance(20);
    assertFalse(finished.isDone());
    world.client.stage.unsecured.forEach(secured -> secured.complete(null));
    assertTrue(finished.isDone());
    world.client.hub.close();
    world.advance(2000);
    assertEquals(List.of("a s1"), world.client.stage.next());
    world.startClient();
    world.advance(2000);
    assertEquals(List.of("a s2 again"), world.client.stage.next());
  }

  @Test
  void manyStatusesTravelTogether() {
    List<FakeDevice> devices = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      devices.add(device("d" + i));
    }
    world.client.stage.next();
    int before = world.broker.published();
    devices.forEach(device -> device.status("s1"));
    world.advance(20);
    devices.forEach(device -> assertEquals(List.of("first:s1"), device.next()));
    int published = world.broker.published() - before;
    assertTrue(published < 40, published + " messages");
  }

  @Test
  void otherVersionsOfAModuleAreShown() {
    world.client.modules.serve(7, "1.1.0");
    world.client.side.moduleChanged(7);
    world.advance(20);
    assertEquals(
        List.of("7: m7 1.1.0 here, m7 1.0.0 at module-handler"),
        world.client.side.neighbour().snapshot().differences());
    world.handler.modules.serve(7, "1.1.0");
    world.handler.side.moduleChanged(7);
    world.advance(20);
    assertEquals(List.of(), world.client.side.neighbour().snapshot().differences());
  }
}
