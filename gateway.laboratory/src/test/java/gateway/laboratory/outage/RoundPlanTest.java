package gateway.laboratory.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundPlanTest {

  private static final List<FaultKind> FAULTS = FaultKind.all(false);
  private static final List<SessionPhase> PHASES = List.of(SessionPhase.values());

  private static RoundPlan plan(long seed, int number) {
    return RoundPlan.of(seed, number, FAULTS, PHASES, 12);
  }

  @Test
  void theSameSeedPlansTheSameRound() {
    assertEquals(plan(7, 33), plan(7, 33));
    assertNotEquals(plan(7, 33), plan(8, 33));
  }

  @Test
  void eachFaultComesOnceInARow() {
    Set<FaultKind> seen = new HashSet<>();
    for (int number = 1; number <= FAULTS.size(); number++) {
      seen.add(plan(3, number).fault());
    }
    assertEquals(Set.copyOf(FAULTS), seen);
  }

  @Test
  void eachFaultComesAtEveryPhase() {
    Set<String> seen = new HashSet<>();
    for (int number = 1; number <= FAULTS.size() * PHASES.size(); number++) {
      seen.add(plan(3, number).fault() + " " + plan(3, number).phase());
    }
    assertEquals(FAULTS.size() * PHASES.size(), seen.size());
  }
}
