package gateway.laboratory.outage;

import gateway.api.view.EventKind;
import java.io.IOException;
import java.util.Random;

/**
 * The gateway cannot store what is undelivered. It must say so, serve its devices, and go on by
 * itself when it can store again; sometimes it dies soon after that.
 */
abstract class BadDisk implements Fault {

  private static final int MIN_STATUSES = 10;
  private static final int SAY_MILLIS = 3_000;
  private static final int WORK_MILLIS = 40_000;

  final TestRig rig;
  private final boolean dies;
  private Ledger.Mark begun;
  private int degraded;

  BadDisk(TestRig rig, Random random) {
    this.rig = rig;
    dies = random.nextBoolean();
  }

  /** Makes it bad. */
  abstract void spoil() throws IOException;

  /** Makes it good. */
  abstract void mend() throws IOException;

  @Override
  public void begin() throws IOException {
    rig.storeEvents().expect(EventKind.STORE_DEGRADED);
    rig.storeEvents().expect(EventKind.STORE_RECOVERED);
    rig.storeEvents().expect(EventKind.STORE_EMPTY);
    degraded = rig.storeEvents().degraded();
    begun = rig.ledger().mark();
    spoil();
    rig.relay().cut();
  }

  @Override
  public void end() throws IOException, InterruptedException {
    boolean needed = rig.ledger().mark().isAhead(begun, MIN_STATUSES);
    boolean told = rig.storeEvents().awaitDegraded(degraded, needed ? SAY_MILLIS : 0);
    if (needed && !told) {
      rig.findings().violation("the gateway does not say that it cannot store");
    }
    mend();
    if (!rig.storeEvents().awaitStoring(WORK_MILLIS)) {
      rig.findings().violation("the gateway does not store again, though it could");
    }
    if (dies) {
      Thread.sleep(2 * LabTimes.STORED_AFTER);
      rig.killGateway();
      rig.gateway().start();
    }
    rig.relay().restore();
  }
}
