package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.distribution.ReadyLine.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadyLineTest {

  @Test
  void namesWhatAnOperatorNeeds() {
    assertEquals(
        "Gateway ready: devices connect to [::1]:1; no modules; cloud demo/car1 at 127.0.0.1:1883",
        ReadyLine.text(
            Stage.of(Optional.empty()),
            List.of(
                "devices connect to [::1]:1", "no modules", "cloud demo/car1 at 127.0.0.1:1883")));
    assertEquals(
        "External client ready: broker of the stages at 127.0.0.1:1883",
        ReadyLine.text(
            Stage.of(Optional.of("external-client")),
            List.of("broker of the stages at 127.0.0.1:1883")));
  }
}
