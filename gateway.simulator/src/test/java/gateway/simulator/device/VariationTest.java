package gateway.simulator.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class VariationTest {

  private final Variation variation = new Variation(new Random(1));

  @Test
  void textsKeysNullsAndTheStateStay() {
    String text = "{\"state\":\"DRIVE\",\"a 1 true\":\"2 \\\" 3 false\",\"stop\":null,\"b\":[]}";
    assertEquals(text, variation.of(text));
    assertEquals("{\"state\":1}", variation.of("{\"state\":1}"));
  }

  @Test
  void numbersAndBooleansChange() {
    String text = "{\"state\": \"IDLE\", \"speed\": 4.5, \"far\": 1000, \"on\": true}";
    String varied = variation.of(text);
    assertNotEquals(text, varied);
    assertTrue(
        varied.matches(
            "\\{\"state\": \"IDLE\", \"speed\": \\d\\.\\d{3}, \"far\": \\d+, \"on\": \\w+}"),
        varied);
  }

  @RepeatedTest(50)
  void numbersStayWithinATenth() {
    long value = Long.parseLong(variation.of("-100"));
    assertTrue(value >= -110 && value <= -90);
    double real = Double.parseDouble(variation.of("10.0"));
    assertTrue(real >= 8.999 && real <= 11.001);
  }
}
