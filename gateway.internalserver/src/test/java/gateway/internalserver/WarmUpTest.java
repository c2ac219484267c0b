package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {

  @Test
  void devicesAreServedBeforeThePortOpens() {
    assertEquals(1, WarmUp.run(Duration.ZERO));
  }
}
