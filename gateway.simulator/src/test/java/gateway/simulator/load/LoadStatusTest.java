package gateway.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoadStatusTest {

  @Test
  void anUnchangedStatusIsOneText() {
    LoadStatus status = LoadStatus.of(1, false);
    assertEquals(1, status.texts().size());
    assertTrue(status.texts().get(0).startsWith("{\"state\":\"DRIVE\",\"telemetry\":{\"speed\":"));
    assertTrue(status.texts().get(0).endsWith("\"nextStop\":null}"));
    assertEquals("{\"pressed\": true}", LoadStatus.of(2, false).texts().get(0));
  }

  @Test
  void aChangingStatusAlternatesAndShowsWhereItsNumberIs() {
    LoadStatus status = LoadStatus.of(1, true);
    assertTrue(status.texts().get(0).contains("DRIVE"));
    assertTrue(status.texts().get(1).contains("IDLE"));
    for (int text = 0; text < 2; text++) {
      byte[] bytes = status.bytes(text);
      assertEquals(
          "100000000",
          new String(
              bytes, bytes.length - status.numberFromEnd(text), 9, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void anotherModuleNeedsAStatus() {
    assertThrows(IllegalArgumentException.class, () -> LoadStatus.of(3, false));
  }
}
