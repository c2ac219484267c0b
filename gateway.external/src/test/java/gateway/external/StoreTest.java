package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.view.EndpointView.State;
import gateway.api.view.StoreView;
import gateway.api.view.StoreView.StoreSnapshot;
import gateway.external.base.FakeStages;
import gateway.external.base.Setup;
import gateway.external.undelivered.FakeDisk;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A disk that is full, read-only, slow or unreadable: everything goes on, the state says so, and it
 * is over by itself (docs/guarantees.md).
 */
class StoreTest {

  private final Setup setup = new Setup();
  private final FakeDisk disk = new FakeDisk();
  private final FakeStages stages = new FakeStages();
  private Bench bench;

  private void start() {
    bench = new Bench(setup.settings(), disk, stages);
  }

  private void kill() {
    bench = new Bench(setup.settings(), disk, new FakeStages());
  }

  private StoreSnapshot store() {
    return bench.store.snapshot();
  }

  private void expectConnect(String first) {
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals(first, bench.next());
  }

  @Test
  void itIsOpenedAtOnceAndSaysWhatItHasWritten() {
    start();
    assertEquals(StoreView.State.OK, store().state());
    assertEquals("disk", store().place());
    assertEquals(0, store().bytesWritten());
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    assertTrue(store().bytesWritten() > 0);
    assertTrue(store().bytes() > 0);
    assertEquals(setup.storeMaxBytes, store().maxBytes());
  }

  @Test
  void aDiskThatFailsMakesItDegradedAndNothingElseAndItGetsEverythingLater() {
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    disk.fault = Optional.of("No space left on device");
    bench.status("a", "a2");
    bench.leave("a", "a3");
    bench.status("a", "a4");
    bench.advance(60_000);
    assertEquals(StoreView.State.DEGRADED, store().state());
    assertEquals("cannot be written: No space left on device", store().reason());
    assertTrue(store().inState().toSeconds() > 50);
    disk.fault = Optional.empty();
    bench.advance(31_000);
    assertEquals(StoreView.State.OK, store().state());
    assertEquals("", store().reason());
    kill();
    expectConnect("1 CONNECTING a a4 error a1,a2,a3");
  }

  @Test
  void itIsFoundOutThatADiskWorksAgainThoughThereIsNothingToWrite() {
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    disk.fault = Optional.of("Read-only file system");
    bench.advance(1000);
    assertEquals(StoreView.State.DEGRADED, store().state());
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.connect("a");
    bench.advance(10_000);
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
    disk.fault = Optional.empty();
    bench.advance(31_000);
    assertEquals(StoreView.State.OK, store().state());
  }

  @Test
  void aDiskThatFailsIsTriedAgainEverMoreSeldom() {
    start();
    bench.links.reachable = false;
    disk.fault = Optional.of("broken");
    bench.status("a", "a1");
    bench.advance(3_600_000);
    assertTrue(disk.attempts < 130, disk.attempts + " attempts");
    assertTrue(disk.attempts > 110, disk.attempts + " attempts");
  }

  /** A probe is smaller than what is undelivered: that it fits says nothing. */
  @Test
  void aDiskOnWhichOnlyTheProbeFindsRoomStaysDegraded() {
    start();
    bench.links.reachable = false;
    disk.mostValues = 1;
    bench.status("a", "a1");
    bench.status("b", "b1");
    bench.advance(300);
    for (int i = 0; i < 6000; i++) {
      assertEquals(StoreView.State.DEGRADED, store().state(), "after " + i * 10 + " ms");
      bench.advance(10);
    }
    assertTrue(disk.writes > 3, disk.writes + " probes that fit");
    assertTrue(disk.attempts < 20, disk.attempts + " attempts");
    disk.mostValues = Integer.MAX_VALUE;
    bench.advance(31_000);
    assertEquals(StoreView.State.OK, store().state());
    kill();
    assertEquals("Connect a,b", bench.next());
  }

  /** What can be seen without writing is not first seen when an outage needs the store. */
  @Test
  void aDiskThatCannotBeWrittenIsSeenAtTheStart() {
    disk.readOnly = Optional.of("Read-only file system");
    start();
    assertEquals(StoreView.State.DEGRADED, store().state());
    assertEquals("cannot be written: Read-only file system", store().reason());
    bench.status("a", "a1");
    bench.connect("a");
    bench.advance(60_000);
    assertEquals(StoreView.State.DEGRADED, store().state());
    disk.readOnly = Optional.empty();
    bench.advance(31_000);
    assertEquals(StoreView.State.OK, store().state());
  }

  @Test
  void whatIsOnADiskThatCannotBeWrittenIsDelivered() {
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    disk.readOnly = Optional.of("Read-only file system");
    kill();
    assertEquals(StoreView.State.DEGRADED, store().state());
    expectConnect("1 CONNECTING a a1");
  }

  @Test
  void deliveryGoesOnWhileTheDiskFailsAlsoWhenStatusesHaveToBeStoredFirst() {
    setup.storeAfter = 0;
    start();
    disk.fault = Optional.of("broken");
    bench.stages.alive(Bench.device("a"), "a1");
    bench.status("a", "a1");
    bench.advance(110);
    bench.connect("a");
    bench.status("a", "a2");
    bench.advance(110);
    assertEquals("2 RUNNING a a2", bench.next());
  }

  @Test
  void whereStoreAfterIsZeroAStatusIsSentWhenItIsOnTheDisk() {
    setup.storeAfter = 0;
    start();
    bench.status("a", "a1");
    bench.advance(99);
    assertTrue(bench.links.opened.isEmpty());
    assertEquals(0, disk.writes);
    bench.advance(10);
    assertEquals(1, disk.writes);
    bench.connect("a");
    bench.status("a", "a2");
    bench.status("a", "a3");
    assertEquals("nothing", bench.next());
    kill();
    bench.advance(60_000);
    assertTrue(bench.links.opened.isEmpty());
  }

  @Test
  void whatWasInFlightIsFoldedOnceWhereStoreAfterIsZero() {
    setup.storeAfter = 0;
    start();
    bench.status("a", "a1");
    bench.advance(110);
    bench.connect("a");
    bench.status("a", "a2");
    bench.status("a", "a3");
    bench.advance(110);
    assertEquals(List.of("2 RUNNING a a2", "3 RUNNING a a3"), bench.all());
    bench.ack(2);
    bench.advance(210);
    kill();
    expectConnect("1 CONNECTING a a3");
  }

  @Test
  void aFullStoreTakesNoMoreAndGoesOnWhenThereIsRoom() {
    setup.storeMaxBytes = 2000;
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    disk.added = 1990;
    bench.status("b", "b1");
    bench.advance(1000);
    assertEquals(StoreView.State.DEGRADED, store().state());
    assertTrue(store().reason().contains("store-max-bytes"), store().reason());
    bench.links.reachable = true;
    bench.advance(10_000);
    bench.connect("a", "b");
    bench.advance(1000);
    assertTrue(disk.values.keySet().stream().noneMatch(key -> key.contains("/")), "" + disk.values);
    disk.added = 0;
    bench.advance(31_000);
    assertEquals(StoreView.State.OK, store().state());
  }

  @Test
  void whatAFullStoreHoldsIsStillThereAfterAKill() {
    setup.storeMaxBytes = 2000;
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    disk.added = 1990;
    bench.status("a", "a2");
    bench.advance(60_000);
    disk.added = 0;
    kill();
    expectConnect("1 CONNECTING a a1");
  }

  @Test
  void aDeviceOfWhichAFullStoreHoldsNothingButItsNameIsForgotten() {
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    disk.values.keySet().removeIf(key -> key.contains("/") && !key.endsWith("/d"));
    kill();
    bench.advance(60_000);
    assertTrue(bench.links.opened.isEmpty());
    assertTrue(disk.values.keySet().stream().noneMatch(key -> key.contains("/")));
  }

  @Test
  void aStoreThatCannotBeOpenedDelaysNobodyForLong() {
    disk.unreadable = true;
    start();
    bench.status("a", "a1");
    assertTrue(bench.links.opened.isEmpty());
    bench.advance(2000);
    bench.connect("a");
    assertEquals(StoreView.State.DEGRADED, store().state());
    assertEquals("cannot be opened: unreadable", store().reason());
    bench.status("a", "a2");
    assertEquals("2 RUNNING a a2", bench.next());
  }

  @Test
  void whatIsUndeliveredIsWrittenWhenTheStoreCanBeOpenedAtLast() {
    disk.unreadable = true;
    start();
    bench.links.reachable = false;
    for (int i = 1; i <= 50; i++) {
      bench.status("a", "a" + i);
      bench.advance(1000);
    }
    disk.unreadable = false;
    bench.advance(31_000);
    assertEquals(StoreView.State.OK, store().state());
    kill();
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertTrue(bench.next().startsWith("1 CONNECTING a a50 error a1,a2,"));
  }

  /** What the disk holds then is older than what came meanwhile, and delivered all the same. */
  @Test
  void whatTheDiskHeldIsDeliveredWhenItCouldBeReadOnlyLater() {
    start();
    bench.links.reachable = false;
    bench.status("a", "old1");
    bench.status("b", "old2");
    bench.advance(1000);
    disk.unreadable = true;
    kill();
    bench.status("a", "new1");
    bench.advance(2000);
    bench.connect("a");
    disk.unreadable = false;
    bench.advance(31_000);
    assertEquals("Connect a,b", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a old1", bench.next());
    bench.ack(1);
    assertEquals("2 CONNECTING b old2", bench.next());
  }

  @Test
  void bothAreDeliveredWhenADeviceHasOlderDataOnTheDiskAndNewerInMemory() {
    start();
    bench.links.reachable = false;
    bench.status("a", "old1");
    bench.advance(1000);
    disk.unreadable = true;
    kill();
    bench.links.reachable = false;
    bench.status("a", "new1");
    bench.advance(5000);
    disk.unreadable = false;
    bench.advance(31_000);
    assertEquals(2, bench.endpoint.snapshot().load().undelivered());
    kill();
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a old1", bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(300);
    assertEquals("Connect a", bench.next());
    bench.connectResponse();
    assertEquals("1 CONNECTING a new1", bench.next());
    bench.ack(1);
    bench.commands("a");
    bench.advance(1000);
    assertEquals("2 DISCONNECT a new1", bench.next());
    assertEquals(0, bench.endpoint.snapshot().load().undelivered());
    assertTrue(disk.values.keySet().stream().noneMatch(key -> key.contains("/")), "" + disk.values);
  }

  @Test
  void dataOfANewerVersionAreLeftAlone() {
    disk.values.put("V", "3".getBytes());
    disk.values.put("1.1/x", "?".getBytes());
    start();
    bench.status("a", "a1");
    bench.advance(2000);
    bench.connect("a");
    assertEquals(StoreView.State.DEGRADED, store().state());
    assertTrue(store().reason().contains("newer version"), store().reason());
    bench.advance(120_000);
    assertEquals(0, disk.writes);
  }

  @Test
  void whatBelongsToAnotherVehicleOrEndpointIsKept() throws Exception {
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.advance(1000);
    byte[] path = disk.values.get("E1");
    assertEquals("co/v1/e", new String(path));
    disk.values.put("E1", "co/other/e".getBytes());
    kill();
    bench.advance(60_000);
    assertTrue(bench.links.opened.isEmpty());
    bench.status("a", "a2");
    bench.connect("a");
    bench.advance(1000);
    disk.values.put("E1", path);
    disk.values.put("E2", "co/other/e".getBytes());
    kill();
    expectConnect("1 CONNECTING a a1");
  }

  @Test
  void whatCannotBeDecodedIsLeftOutAndTheRestDelivered() {
    start();
    bench.links.reachable = false;
    bench.status("a", "a1");
    bench.status("b", "b1");
    bench.advance(1000);
    disk.values.put("1.2/d", new byte[3]);
    kill();
    expectConnect("1 CONNECTING a a1");
  }

  @Test
  void aStatusIsSecuredWhenItIsDelivered() {
    start();
    CompletableFuture<Void> secured = forward("a1");
    assertFalse(secured.isDone());
    bench.connect("a");
    assertTrue(secured.isDone());
    assertEquals(0, disk.writes);
  }

  @Test
  void aStatusIsSecuredWhenItIsOnTheDisk() {
    start();
    bench.links.reachable = false;
    CompletableFuture<Void> secured = forward("a1");
    bench.advance(99);
    assertFalse(secured.isDone());
    bench.advance(110);
    assertEquals(1, disk.writes);
    assertTrue(secured.isDone());
  }

  @Test
  void aStatusIsSecuredInMemoryWhileTheDiskFails() {
    start();
    bench.links.reachable = false;
    disk.fault = Optional.of("broken");
    CompletableFuture<Void> secured = forward("a1");
    bench.advance(210);
    assertTrue(secured.isDone());
    assertEquals(StoreView.State.DEGRADED, store().state());
  }

  private CompletableFuture<Void> forward(String status) {
    StatusReport report = new StatusReport(Bench.device("a"), Payload.ofText(status), false);
    stages.alive(Bench.device("a"), status);
    CompletableFuture<Void> secured = bench.endpoint.forward(report).toCompletableFuture();
    bench.time.runDue();
    return secured;
  }

  @Test
  void nothingIsWrittenForADeviceThatIsDeliveredBeforeItIsDue() {
    start();
    bench.status("a", "a1");
    bench.connect("a");
    assertEquals(State.CONNECTED, bench.state());
    assertEquals(0, disk.writes);
  }
}
