package gateway.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void turnsAreSpreadEvenly() {
    Pace pace = new Pace(2, 5);
    pace.start(-50);
    assertEquals(0, pace.poll(-50));
    assertEquals(-1, pace.poll(-50));
    assertEquals(-1, pace.poll(99_999_949));
    assertEquals(1, pace.poll(99_999_950));
    assertEquals(0, pace.poll(300_000_000));
    assertEquals(1, pace.poll(300_000_000));
    assertEquals(-1, pace.poll(300_000_000));
  }
}
