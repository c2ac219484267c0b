package gateway.laboratory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LaboratoryCommandsTest {

  @Test
  void simulateFindsThem() {
    CommandRun help = CommandRun.of("--help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("outage") && help.out().contains("swap"), help.out());
    assertEquals(0, CommandRun.of("outage", "--list").status());
  }

  @Test
  void usageErrorsEndWithStatus2() {
    assertEquals(2, CommandRun.of("outage", "--faults", "flood").status());
    assertEquals(2, CommandRun.of("outage", "--phase", "never").status());
    assertEquals(2, CommandRun.of("outage", "--devices", "0").status());
  }
}
