package gateway.laboratory.outage;

import gateway.api.view.EventKind;
import java.io.IOException;
import java.util.Random;

/**
 * The gateway cannot store what is undelivered. It must say so, serve its devices, and go on by
 * itself when it can store again; sometimes it dies soon after that.
 */
abstract class BadDisk implements Fault {

  private static final int LEAST_STATUSES = 10;
  private static final int SAY_MILLIS = 3_000;
  private static final int WORK_MILLIS = 40_000;

  final Bench bench;
  private final boolean dies;
  private Ledger.Mark begun;
  private int degraded;

  BadDisk(Bench bench, Random random) {
    this.bench = bench;
    dies = random.nextBoolean();
  }

  /** Makes it bad. */
  abstract void spoil() throws IOException;

  /** Makes it good. */
  abstract void mend() throws IOException;

  @Override
  public void begin() throws IOException {
    bench.storeEvents().expect(EventKind.STORE_DEGRADED);
    bench.storeEvents().expect(EventKind.STORE_RECOVERED);
    bench.storeEvents().expect(EventKind.STORE_EMPTY);
    degraded = bench.storeEvents().degraded();
    begun = bench.ledger().mark();
    spoil();
    bench.relay().cut();
  }

  @Override
  public void end() throws IOException, InterruptedException {
    boolean needed = bench.ledger().mark().isAhead(begun, LEAST_STATUSES);
    boolean told = bench.storeEvents().awaitDegraded(degraded, needed ? SAY_MILLIS : 0);
    if (needed && !told) {
      bench.findings().violation("the gateway does not say that it cannot store");
    }
    mend();
    if (!bench.storeEvents().awaitStoring(WORK_MILLIS)) {
      bench.findings().violation("the gateway does not store again, though it could");
    }
    if (dies) {
      Thread.sleep(2 * LabTimes.STORED_AFTER);
      bench.killGateway();
      bench.gateway().start();
    }
    bench.relay().restore();
  }
}
