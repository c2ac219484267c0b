package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineQuotaTest {

  private long now = Long.MAX_VALUE - 5; // the clock may wrap
  private final LineQuota quota = new LineQuota(() -> now);

  private int taken(int asked) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      taken += quota.take() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void afterABurstItIsASteadyRate() {
    assertEquals(LineQuota.AT_ONCE, taken(10_000));
    assertEquals(10_000 - LineQuota.AT_ONCE, quota.takeUnsaid());
    assertEquals(0, quota.takeUnsaid());
    now += TimeUnit.SECONDS.toNanos(3);
    assertEquals(3 * LineQuota.PER_SECOND, taken(10_000));
    now += TimeUnit.HOURS.toNanos(1);
    assertEquals(LineQuota.AT_ONCE, taken(10_000));
  }
}
