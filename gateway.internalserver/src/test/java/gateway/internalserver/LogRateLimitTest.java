package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogRateLimitTest {

  private long now = Long.MAX_VALUE - 5; // the clock may wrap
  private final LogRateLimit limit = new LogRateLimit(() -> now);

  private int logged(int asked) {
    int logged = 0;
    for (int i = 0; i < asked; i++) {
      logged += limit.mayLog() ? 1 : 0;
    }
    return logged;
  }

  @Test
  void afterABurstItIsASteadyRate() {
    assertEquals(LogRateLimit.MAX_BURST, logged(10_000));
    assertEquals(10_000 - LogRateLimit.MAX_BURST, limit.takeSuppressed());
    assertEquals(0, limit.takeSuppressed());
    now += TimeUnit.SECONDS.toNanos(3);
    assertEquals(3 * LogRateLimit.MAX_PER_SECOND, logged(10_000));
    now += TimeUnit.HOURS.toNanos(1);
    assertEquals(LogRateLimit.MAX_BURST, logged(10_000));
  }
}
