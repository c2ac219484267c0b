package gateway.laboratory.outage;

import gateway.api.device.DeviceKey;
import java.io.IOException;
import java.util.List;

/**
 * The broker has a limit, and in an outage the error messages of all missions have grown beyond it.
 * The buttons must go on, and nothing of the missions is lost when the limit is gone.
 */
final class LargeErrors implements Fault {

  private static final int LIMIT = 2_000;
  private static final int OUTAGE = 5_000;
  private static final int PATIENCE = 15_000;

  private final TestRig rig;

  LargeErrors(TestRig rig) {
    this.rig = rig;
  }

  @Override
  public void begin() throws IOException {
    rig.relay().cut();
  }

  @Override
  public void last(long millis) throws IOException, InterruptedException {
    rig.fleet().comeBack();
    Thread.sleep(OUTAGE);
    rig.broker().kill();
    rig.broker().startWith(List.of("max_packet_size " + LIMIT));
    rig.relay().restore();
    rig.awaitCloud();
    rig.awaitOthers("error messages above the limit", LargeErrors::isButton, PATIENCE);
    Thread.sleep(millis);
    rig.awaitOthers("error messages above the limit", LargeErrors::isButton, PATIENCE);
  }

  private static boolean isButton(DeviceKey key) {
    return key.module() == StatusKind.BUTTON.module;
  }

  @Override
  public void end() throws IOException, InterruptedException {
    rig.broker().kill();
    rig.broker().start();
    rig.restartGateway();
  }
}
