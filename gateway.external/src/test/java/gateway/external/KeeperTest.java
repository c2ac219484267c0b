package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import gateway.api.test.VirtualExecutor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KeeperTest {

  private final VirtualExecutor time = new VirtualExecutor();
  private final Store store = new Store(new FakeDisk(), "disk", 1_000_000, time, time::nanoTime);
  private final Keeper keeper =
      new Keeper(
          new Loop(time, time::nanoTime), store, () -> 100, device -> Optional.empty(), () -> {});

  /** The bounds count the bytes of statuses: nothing else may be kept with them. */
  @Test
  void aStatusThatWaitsDoesNotKeepTheFrameInWhichItCame() {
    Payload status = Payload.wrap(new byte[100_000], 99_000, 2);
    Payload taken =
        keeper
            .take(new StatusReport(Bench.device("a"), status, false), new CompletableFuture<>())
            .report
            .status();
    assertEquals(2, taken.<Integer, RuntimeException>read((bytes, at, n) -> bytes.length));
    assertEquals(status, taken);
  }
}
