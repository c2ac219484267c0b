package modules.mission;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import java.time.Duration;
import java.util.Optional;

/** A device of type 1 in virtual time. */
final class TestContext implements DeviceContext {

  // Close to the overflow, as the origin of nanoTime is arbitrary.
  private long now = Long.MAX_VALUE - 1_000_000;

  void advance(long millis) {
    now += Duration.ofMillis(millis).toNanos();
  }

  @Override
  public int deviceType() {
    return 1;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Optional<Payload> currentStatus() {
    return Optional.empty();
  }
}
