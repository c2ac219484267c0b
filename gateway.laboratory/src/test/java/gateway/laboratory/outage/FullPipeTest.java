package gateway.laboratory.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FullPipeTest {

  @Test
  void nothingThatWasPrintedIsBrokenByWhatFillsThePipe() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "echo before; read -r go; echo after").start();
    assertEquals("before", process.inputReader().readLine());
    FullPipe.fill(process.pid());
    process.outputWriter().append("go\n").close();
    List<String> lines = process.inputReader().lines().filter(line -> !line.isEmpty()).toList();
    assertEquals("after", lines.get(lines.size() - 1));
    List<String> filler = lines.subList(0, lines.size() - 1);
    assertTrue(filler.size() > 1, "nothing has filled it");
    assertTrue(filler.stream().allMatch(line -> line.startsWith(FullPipe.FILLER)));
  }

  @Test
  void theLimitsOfAProcessAreReadByTheirName() throws Exception {
    long own = ProcessHandle.current().pid();
    for (ProcessLimit limit : ProcessLimit.values()) {
      assertTrue(limit.of(own).matches("\\d+|unlimited"), limit + " " + limit.of(own));
    }
  }
}
