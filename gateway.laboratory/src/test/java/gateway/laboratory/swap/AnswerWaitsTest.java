package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PausesTest {

  private static final long MILLI = 1_000_000;

  private final AnswerWaits pauses = new AnswerWaits(-5, 100 * MILLI);

  @Test
  void theLongestWithinATime() {
    pauses.record(2 * MILLI, 7);
    pauses.record(31 * MILLI, 3);
    pauses.record(32 * MILLI, 2);
    assertEquals(7, pauses.longest(0, 90 * MILLI));
    assertEquals(3, pauses.longest(20 * MILLI, 90 * MILLI));
    assertEquals(0, pauses.longest(50 * MILLI, 90 * MILLI));
  }

  @Test
  void whatIsOutsideCountsAtTheEdge() {
    pauses.record(-1000, 1);
    pauses.record(5000 * MILLI, 9);
    assertEquals(9, pauses.longest(-1000, 9000 * MILLI));
  }

  @Test
  void eachSecondHasItsLongest() {
    AnswerWaits minute = new AnswerWaits(0, 3000 * MILLI);
    minute.record(999 * MILLI, 1);
    minute.record(1000 * MILLI, 2);
    minute.record(2500 * MILLI, 3);
    assertArrayEquals(new long[] {1, 2, 3}, minute.everySecond().toArray());
  }
}
