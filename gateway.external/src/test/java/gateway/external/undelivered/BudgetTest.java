package gateway.external.undelivered;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BudgetTest {

  @Test
  void whatARemovedEndpointTookIsThereForTheOthers() {
    Budget all = new Budget(1000);
    Budget removed = all.part();
    Budget other = all.part();
    removed.take(900);
    assertTrue(other.isExceededBy(200));
    removed.giveBack();
    assertFalse(other.isExceededBy(1000));
    removed.giveBack();
    assertTrue(other.isExceededBy(1001));
  }
}
