package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.laboratory.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be tried without a distribution; the rest is tried by the smoke test. */
class SimulateSwapTest {

  @Test
  void usageErrorsEndWithStatus2(@TempDir Path folder) {
    assertEquals(2, CommandRun.of("swap", "--seconds", "5").status());
    assertEquals(2, CommandRun.of("swap", "--devices", "0").status());
    assertEquals(2, CommandRun.of("swap", "--pairs", "0").status());
    assertEquals(2, CommandRun.of("swap", "--rate", "0").status());
    assertEquals(2, CommandRun.of("swap", "--port", "8888").status());
    assertEquals(2, CommandRun.of("swap", "--deploy", "/nowhere/at/all").status());
    assertEquals(
        2,
        CommandRun.of("swap", "--deploy", folder.toString(), "--work", folder.toString()).status());
  }

  @Test
  void itNeedsTheDistribution() {
    CommandRun run = CommandRun.of("swap");
    assertEquals(1, run.status());
    assertTrue(run.err().contains("./gateway simulate swap"), run.err());
  }
}
