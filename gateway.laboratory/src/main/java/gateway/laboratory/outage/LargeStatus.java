package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * The broker has a limit, and the statuses of one device are above it. The others must go on, also
 * after a restart of the gateway, which names that device; and nothing of it is lost when its
 * statuses are smaller again, or the limit is gone.
 */
final class LargeStatus implements Fault {

  private static final int LIMIT = 20_000;
  private static final int LARGE = 30_000;
  private static final int PATIENCE = 15_000;
  private static final int HOLDS = 2_000;

  private final TestRig rig;
  private final String setting;
  private final boolean restart;
  private final boolean shrinks;
  private final boolean waits;
  private final LabDevice device;

  LargeStatus(TestRig rig, Random random, String setting) {
    this.rig = rig;
    this.setting = setting;
    restart = random.nextBoolean();
    shrinks = random.nextBoolean();
    waits = random.nextInt(4) == 0;
    List<LabDevice> buttons =
        rig.fleet().devices().stream().filter(each -> each.kind() == StatusKind.BUTTON).toList();
    device = buttons.get(random.nextInt(buttons.size()));
  }

  @Override
  public void begin() {
    rig.broker().kill();
  }

  @Override
  public void last(long millis) throws IOException, InterruptedException {
    rig.fleet().comeBack();
    device.pad(LARGE);
    rig.log().note("broker", setting + ' ' + LIMIT + ", " + device.key() + " is above it");
    Thread.sleep(millis / 2);
    rig.broker().startWith(List.of(setting + ' ' + LIMIT));
    rig.awaitCloud();
    awaitOthers();
    if (restart) {
      rig.restartGateway();
      awaitOthers();
    }
    rig.awaitSaid(device.key().role());
    int links = rig.relay().linksMade();
    Thread.sleep(HOLDS);
    awaitOthers();
    if (rig.relay().linksMade() > links + 2) {
      rig.findings()
          .violation(
              rig.relay().linksMade() - links + " links end by the same device again and again");
    }
  }

  private void awaitOthers() throws InterruptedException {
    DeviceKey one = device.key();
    rig.awaitOthers(one + " above the limit", key -> !key.equals(one), PATIENCE);
  }

  @Override
  public void end() throws IOException, InterruptedException {
    if (shrinks) {
      device.pad(0);
    }
    rig.broker().kill();
    rig.broker().start();
    if (!shrinks) {
      rig.awaitRefused(waits);
    }
  }

  @Override
  public void cleanUp() {
    device.pad(0);
  }
}
