package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.laboratory.process.LogRecord;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayEventsTest {

  private static final Set<String> REFUSED = Set.of("module-refused");

  private final GatewayEvents events = new GatewayEvents();

  private static LogRecord entry(long read, String kind) {
    return new LogRecord(read, 0, "WARN", "x", Optional.of(kind), "message", Optional.empty());
  }

  @Test
  void anEventIsAwaitedFromATimeOn() throws InterruptedException {
    events.add(entry(100, "module-refused"));
    events.add(entry(150, "module-came"));
    events.add(entry(200, "module-refused"));
    assertEquals(200, events.await(REFUSED, 101, 0).orElseThrow().read());
    assertTrue(events.await(REFUSED, 201, 0).isEmpty());
  }

  @Test
  void theEndOfTheLogEndsTheWait() throws InterruptedException {
    events.end();
    assertTrue(events.await(REFUSED, 0, Long.MAX_VALUE / 2).isEmpty());
  }
}
