package gateway.external.undelivered;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import gateway.external.base.Loop;
import gateway.external.base.Setup;
import gateway.external.store.Engine.Change;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KeeperTest {

  private final VirtualExecutor time = new VirtualExecutor();
  private final Store store = new Store(new FakeDisk(), "disk", 1_000_000, time, time::nanoTime);
  private final Keeper keeper =
      new Keeper(new Loop(time, time::nanoTime), store, () -> 100, () -> {}, device -> {});

  /** The bounds count the bytes of statuses: nothing else may be kept with them. */
  @Test
  void aStatusThatWaitsDoesNotKeepTheFrameInWhichItCame() {
    Payload status = Payload.wrap(new byte[100_000], 99_000, 2);
    Payload taken =
        keeper
            .take(
                new Undelivered(Setup.device("a").key()),
                new StatusReport(Setup.device("a"), status, false),
                new CompletableFuture<>())
            .report
            .status();
    assertEquals(2, taken.<Integer, RuntimeException>read((bytes, at, n) -> bytes.length));
    assertEquals(status, taken);
  }

  @Test
  void whatIsStoredIsHeldOnce() {
    TrackedStatus tracked =
        keeper.take(
            new Undelivered(Setup.device("a").key()),
            new StatusReport(Setup.device("a"), Payload.ofText("status"), false),
            new CompletableFuture<>());
    byte[] stored = tracked.encoded(0);
    assertEquals("status", tracked.report.status().toText());
    tracked
        .report
        .status()
        .<Void, RuntimeException>read(
            (bytes, at, n) -> {
              assertSame(stored, bytes, "the status and the store share their bytes");
              return null;
            });
    assertSame(stored, tracked.encoded(0), "as a status and as the newest it is one value");
  }

  @Test
  void changesThatComeAfterTheEndAreAnswered() {
    store.open();
    time.runDue();
    store.close();
    boolean[] answered = new boolean[1];
    store.write(
        List.of(new Change("x", Optional.empty())),
        success -> {
          assertFalse(success);
          answered[0] = true;
        });
    assertTrue(answered[0]);
  }
}
