package gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SimulateTest {

  @Test
  void usageErrorsEndWithStatus2() {
    assertEquals(2, CommandRun.of().status());
    assertEquals(2, CommandRun.of("nothing").status());
    assertEquals(2, CommandRun.of("device", "--module", "1").status());
    assertEquals(2, CommandRun.of("load", "--devices", "0").status());
    assertEquals(2, CommandRun.of("load", "--module", "7").status());
    assertEquals(2, CommandRun.of("outage", "--faults", "flood").status());
    assertEquals(2, CommandRun.of("outage", "--phase", "never").status());
    assertEquals(2, CommandRun.of("outage", "--devices", "0").status());
    assertEquals(2, CommandRun.of("server", "--modules", "1").status());
    assertEquals(2, CommandRun.of("server", "--commands", "/nowhere/at/all").status());
  }

  @Test
  void helpNamesTheSubcommands() {
    CommandRun help = CommandRun.of("--help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("server") && help.out().contains("load"));
  }
}
