package gateway.laboratory.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogRecordTest {

  private static final String BEGINNING =
      "{\"sequenceNumber\":0,\"timestamp\":1796034342437,\"nanoseconds\":437877590,"
          + "\"level\":\"WARN\",\"context\":{\"name\":\"null\",\"properties\":{\"a\":\"b\"}},";

  @Test
  void anEventIsReadWithItsKind() {
    LogRecord read =
        LogRecord.parse(
                7,
                BEGINNING
                    + "\"markers\": [\"module-refused\"],"
                    + "\"mdc\": {\"bundle.version\":\"0.1.0\",\"bundle.name\":\"gateway.deployer\"},"
                    + "\"message\":\"a.jar refused: why\",\"arguments\": [],\"throwable\":null}")
            .orElseThrow();
    assertTrue(read.is("module-refused"));
    assertEquals(7, read.read());
    assertEquals("a.jar refused: why", read.message());
    assertEquals(Optional.empty(), read.exception());
    assertTrue(read.text().endsWith(" WARN  [gateway.deployer] a.jar refused: why"), read.text());
  }

  @Test
  void anExceptionIsNamed() {
    LogRecord read =
        LogRecord.parse(
                0,
                BEGINNING
                    + "\"message\":\"it failed\",\"throwable\":{\"className\":\"java.io.IOException\","
                    + "\"message\":\"x\",\"stepArray\":[{\"className\":\"a.B\",\"line\":1}],"
                    + "\"cause\":{\"className\":\"c.D\"}}}")
            .orElseThrow();
    assertEquals(Optional.of("java.io.IOException"), read.exception());
    assertFalse(read.is("module-refused"));
  }

  @Test
  void whatIsNoEntryIsNone() {
    assertEquals(Optional.empty(), LogRecord.parse(0, "Gateway ready: devices connect to …"));
    assertEquals(Optional.empty(), LogRecord.parse(0, "{\"half\": "));
  }
}
