package gateway.laboratory.outage;

import gateway.api.view.EventKind;
import java.io.IOException;
import java.util.Random;

/**
 * Devices ask for more memory than the gateway has, sometimes while its cloud is away. It may
 * refuse them; the devices of the vehicle must not notice.
 */
final class Crowd implements Fault {

  /** How many come, and how long their roles and statuses are. */
  record Size(int count, int roleBytes, int statusBytes) {}

  static final Size[] LONG_ROLES = {new Size(2_700, 16_000, 0), new Size(2_000, 900, 0)};
  static final Size[] LARGE_STATUSES = {new Size(60, 0, 1_000_000), new Size(300, 0, 1_000_000)};

  private static final int ARRIVAL = 60_000;
  private static final int PATIENCE = 15_000;

  private final TestRig rig;
  private final Size size;
  private final boolean outage;
  private final Guests guests;

  Crowd(TestRig rig, Random random, Size... sizes) {
    this.rig = rig;
    size = sizes[random.nextInt(sizes.length)];
    outage = random.nextBoolean();
    guests = new Guests(rig.gateway().port(), size.roleBytes, size.statusBytes);
  }

  @Override
  public void begin() throws IOException {
    rig.storeEvents().expect(EventKind.STORE_DEGRADED);
    rig.storeEvents().expect(EventKind.STORE_RECOVERED);
    if (outage) {
      rig.relay().cut();
    }
    guests.come(size.count);
  }

  @Override
  public void last(long millis) throws IOException, InterruptedException {
    guests.awaitAll(ARRIVAL);
    rig.log().note("guests", guests.served() + " of " + size + " were served");
    Thread.sleep(millis);
    rig.relay().restore();
    rig.awaitAll("a crowd", PATIENCE);
  }

  @Override
  public void end() throws InterruptedException {
    guests.leave();
  }

  @Override
  public void cleanUp() throws InterruptedException {
    if (!Threads.await(ARRIVAL, () -> rig.known().get().stream().noneMatch(Guests::isGuest))) {
      rig.findings().violation("guests that have left are not withdrawn");
    }
    rig.awaitHealthyAfterRetries();
  }
}
