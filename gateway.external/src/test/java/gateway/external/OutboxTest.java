package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import org.junit.jupiter.api.Test;

class OutboxTest {

  /** The bound counts the bytes of statuses: nothing else may be kept with them. */
  @Test
  void aStatusThatWaitsDoesNotKeepTheFrameInWhichItCame() {
    Outbox outbox = new Outbox(Bench.settings(100, 100));
    Line line = outbox.line(Bench.device("a").key());
    Payload status = Payload.wrap(new byte[100_000], 99_000, 2);
    outbox.add(line, new StatusReport(Bench.device("a"), status, false));
    StatusReport waiting = outbox.poll(line).orElseThrow();
    assertEquals(
        2, waiting.status().<Integer, RuntimeException>read((bytes, at, n) -> bytes.length));
    assertEquals(status, waiting.status());
  }
}
