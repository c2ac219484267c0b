package gateway.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.view.EndpointView.State;
import org.junit.jupiter.api.Test;

/** Each connect of one ends the session of the other: at once and for ever, if both hurry. */
class TwoVehiclesOfOneNameTest {

  private final Bench bench = Bench.connected("d");

  /** The other vehicle takes the name over; returns how long this one stays away, in ms. */
  private int takenOver() {
    bench.link().listener.lost("closed by broker");
    bench.time.runDue();
    int away = 0;
    while (bench.state() == State.NOT_CONNECTED) {
      String reason = bench.endpoint.snapshot().link().reason();
      assertTrue(reason.contains("another client may use the name"), reason);
      bench.advance(100);
      away += 100;
    }
    bench.connect("d");
    return away;
  }

  @Test
  void theyConnectRarerAndRarer() {
    assertEquals(0, takenOver());
    assertEquals(0, takenOver());
    int before = takenOver();
    assertTrue(before >= 1000, before + " ms");
    for (int i = 0; i < 6; i++) {
      bench.advance(before); // as long as the other one waits, if it is like this one
      int away = takenOver();
      assertTrue(away >= Math.min(2 * before - 200, 60_000), away + " ms after " + before);
      assertTrue(away <= 60_100, away + " ms");
      before = away;
    }
    bench.advance(10 * before);
    assertEquals(0, takenOver(), "the other vehicle has another name now");
  }

  @Test
  void itIsSaidTooWhereNoSessionBeginsAnyMore() {
    for (int i = 0; i < 4; i++) {
      bench.link().listener.lost("closed by broker");
      bench.time.runDue();
      bench.advance(60_000);
      bench.link().listener.ready();
      bench.time.runDue();
    }
    bench.link().listener.lost("closed by broker");
    bench.time.runDue();
    String reason = bench.endpoint.snapshot().link().reason();
    assertTrue(reason.contains("another client may use the name"), reason);
  }
}
