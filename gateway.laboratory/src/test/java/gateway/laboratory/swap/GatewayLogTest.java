package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayLogTest {

  private final GatewayLog log = new GatewayLog();

  @Test
  void aLineIsAwaitedFromATimeOn() throws InterruptedException {
    log.add(100, "a refused");
    log.add(200, "b refused");
    assertEquals(200, log.await(line -> line.contains("refused"), 101, 0).orElseThrow().at());
    assertTrue(log.await(line -> line.contains("refused"), 201, 0).isEmpty());
  }

  @Test
  void theEndOfTheLogEndsTheWait() throws InterruptedException {
    log.end();
    assertTrue(log.await(line -> true, 0, Long.MAX_VALUE / 2).isEmpty());
  }

  @Test
  void theLastLinesTellWhyItFailed() {
    log.add(1, "a");
    log.add(2, "b");
    assertEquals(List.of("b"), log.last(1));
    assertEquals(List.of("a", "b"), log.last(9));
  }
}
