package gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortSessionsTest {

  private final ShortSessions sessions = new ShortSessions(5_000, 2_000, 60_000);
  private long now;

  /** Returns whether its end was worth a line. */
  private boolean session(long millis) {
    sessions.began(now);
    now += millis;
    return sessions.ended(now);
  }

  /** Each begins when the other has waited, and ends the session of the other. */
  @Test
  void twoClientsOfOneNameConnectRarerAndRarer() {
    List<Long> delays = new ArrayList<>();
    int lines = 0;
    for (int i = 0; i < 12; i++) {
      lines += session(i < 2 ? 300 : sessions.delay() + 900) ? 1 : 0;
      delays.add(sessions.delay());
      now += sessions.delay();
    }
    assertEquals(
        List.of(
            0L, 0L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L, 60_000L,
            60_000L),
        delays);
    assertEquals(1, lines);
  }

  @Test
  void aSessionThatLastsEndsIt() {
    session(10);
    session(10);
    assertTrue(session(10));
    assertTrue(sessions.areMany());
    assertFalse(session(sessions.limit()));
    assertFalse(sessions.areMany());
    assertEquals(0, sessions.delay());
  }

  @Test
  void aVehicleInTunnelsIsNotHeldBack() {
    for (int i = 0; i < 100; i++) {
      assertFalse(session(6_000));
      assertEquals(0, sessions.delay());
    }
  }

  @Test
  void attemptsThatFailInTurnInTwoWaysAreSaidOnceEach() {
    SaidOnce said = new SaidOnce();
    int lines = 0;
    for (int i = 0; i < 100; i++) {
      lines += said.isNew("unknown host mqtt.example.org") ? 1 : 0;
      lines += said.isNew("the broker has been silent for " + i + " ms") ? 1 : 0;
    }
    assertEquals(2, lines);
    said.forget();
    assertTrue(said.isNew("unknown host mqtt.example.org"));
    for (int i = 0; i < 1000; i++) {
      lines += said.isNew("w" + "x".repeat(i)) ? 1 : 0;
    }
    assertTrue(lines < 20, lines + " lines");
  }
}
