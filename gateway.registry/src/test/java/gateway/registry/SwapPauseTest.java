package gateway.registry;

import static gateway.registry.Bench.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.api.stage.ModuleDevice;
import gateway.api.view.DurationHistogram;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a swap costs is measured. */
class SwapPauseTest {

  private final Bench bench = new Bench(Owners.FORGETFUL, false);
  private final Candidate old = bench.add("m", "1.0.0", new ScriptedModule("old"));
  private final ModuleDevice device = bench.device("a");

  private DurationHistogram pauses() {
    return bench.registry.swapPauses().get(Bench.NUMBER);
  }

  @Test
  void aModuleThatWasNeverSwappedHasNone() {
    answer(device);
    answer(device);
    assertEquals(Map.of(), bench.registry.swapPauses());
  }

  @Test
  void theFirstStatusUnderAnotherVersionIsOne() {
    answer(device);
    bench.add(
        "m",
        "1.1.0",
        new ScriptedModule("new").on("newDevice", () -> bench.time.advance(Duration.ofMillis(7))));
    bench.time.runDue();
    answer(device);
    answer(device);
    answer(bench.device("newcomer"));
    assertEquals(1, pauses().count());
    assertEquals(Duration.ofMillis(7).toNanos(), pauses().totalNanos());
  }

  @Test
  void theTimeWithoutAVersionIsOne() {
    bench.registry.remove(old);
    bench.time.advance(Duration.ofMillis(300));
    bench.add("m", "1.1.0", new ScriptedModule("new"));
    assertEquals(1, pauses().count());
    assertEquals(Duration.ofMillis(300).toNanos(), pauses().totalNanos());
  }
}
