package gateway.api.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.MemoryBudget.Local;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final int BOUND = 1_000_000;

  private final MemoryBudget budget = new MemoryBudget(BOUND);

  @Test
  void theSharesLeaveAFifthOfTheHeapToTheGatewayItself() {
    long sum = Stream.of(MemoryShare.values()).mapToLong(MemoryShare::bytes).sum();
    long most = Runtime.getRuntime().maxMemory() / 100 * 82;
    assertTrue(sum <= most, sum + " of at most " + most);
  }

  @Test
  void theSharesAreWrittenDown() throws Exception {
    String docs = Files.readString(Path.of("../docs/operations.md"));
    for (MemoryShare share : MemoryShare.values()) {
      String row = share.parts() + "/" + MemoryShare.PARTS + " | `" + share.name() + "` |";
      assertTrue(docs.contains(row), row);
    }
  }

  @Test
  void whatIsLargeLeavesRoomForWhatIsSmall() {
    int large = 0;
    while (budget.tryTake(100_000, 100_000)) {
      large++;
    }
    assertEquals(7, large);
    int small = 0;
    while (budget.tryTake(1000, 1000)) {
      small++;
    }
    assertTrue(small > 290, small + " small ones");
    assertFalse(budget.isExceededBy(0));
  }

  @Test
  void whatDoesNotGrowIsNeverRefused() {
    budget.take(2 * BOUND);
    assertTrue(budget.tryTake(0, BOUND));
    assertTrue(budget.tryTake(-BOUND, BOUND));
    assertEquals(BOUND, budget.used());
  }

  @Test
  void aThreadThatChangesLittleDoesNotTouchWhatAllShare() {
    Local local = new Local(budget);
    assertTrue(local.tryTake(1000, 1000));
    long before = budget.used();
    for (int i = 0; i < 1000; i++) {
      assertTrue(local.tryTake(i % 2 == 0 ? 300 : -300, 1000));
    }
    assertEquals(before, budget.used());
  }

  @Test
  void whatAThreadNoLongerNeedsIsForTheOthers() {
    Local local = new Local(budget);
    assertTrue(local.tryTake(240_000, 240_000));
    assertFalse(budget.tryTake(200_000, 200_000));
    assertTrue(local.tryTake(-240_000, 0));
    assertTrue(budget.used() < 100_000);
    local.close();
    assertEquals(0, budget.used());
  }
}
