package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TakeoversTest {

  private final Takeovers takeovers = new Takeovers();

  @Test
  void theFirstAnswerSinceThenCounts() throws InterruptedException {
    takeovers.add(1, 100);
    takeovers.add(2, 200);
    takeovers.add(1, 300);
    assertEquals(OptionalLong.of(200), takeovers.await(2, 150, 0));
    assertEquals(OptionalLong.of(300), takeovers.await(1, 101, 0));
    assertEquals(OptionalLong.empty(), takeovers.await(2, 201, 0));
    assertEquals(OptionalLong.empty(), takeovers.await(3, 0, 0));
  }

  @Test
  void theLastOneGoesOnAnswering() throws InterruptedException {
    assertFalse(takeovers.awaitLast(1, 0));
    takeovers.add(1, 100);
    takeovers.add(2, 200);
    assertFalse(takeovers.awaitLast(1, 0));
    assertTrue(takeovers.awaitLast(2, 0));
  }
}
