package gateway.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    assertEquals(2, CommandRun.of("server", "--modules", "1").status());
    assertEquals(2, CommandRun.of("server", "--commands", "/nowhere/at/all").status());
  }

  @Test
  void withoutTheLaboratoryItsCommandsSayWhereItIs() {
    CommandRun run = CommandRun.of("outage", "--rounds", "5");
    assertEquals(1, run.status());
    assertTrue(run.err().startsWith("simulate outage is part of the laboratory"), run.err());
    assertTrue(run.err().contains("gateway-laboratory-VERSION.tar.gz"), run.err());
    assertEquals(1, CommandRun.of("swap", "--help").status());
    assertFalse(CommandRun.of("--help").out().contains("outage"));
  }

  @Test
  void helpNamesTheSubcommands() {
    CommandRun help = CommandRun.of("--help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("server") && help.out().contains("load"));
  }
}
