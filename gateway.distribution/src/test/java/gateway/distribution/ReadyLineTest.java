package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyLineTest {

  @Test
  void namesWhatAnOperatorNeeds() {
    assertEquals(
        "Gateway ready: devices connect to 127.0.0.1:8888; modules 1 modules.mission 0.1.0,"
            + " 2 modules.caraccessory 0.1.0; cloud demo/car1 at 127.0.0.1:1883",
        ReadyLine.text(
            "127.0.0.1:8888",
            List.of("1 modules.mission 0.1.0", "2 modules.caraccessory 0.1.0"),
            List.of("demo/car1 at 127.0.0.1:1883")));
    assertEquals(
        "Gateway ready: devices connect to [::1]:1; no modules; no cloud",
        ReadyLine.text("[::1]:1", List.of(), List.of()));
  }
}
