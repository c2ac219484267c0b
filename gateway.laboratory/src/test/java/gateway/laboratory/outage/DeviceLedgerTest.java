package gateway.laboratory.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.protocol.external.Status.DeviceState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeviceLedgerTest {

  private static final long KILL = 1_000;
  private static final long MARGIN = 500;

  private final List<String> violations = new ArrayList<>();
  private final DeviceLedger mission =
      new DeviceLedger("mission", StatusKind.MISSION, violations::add);
  private final DeviceLedger button =
      new DeviceLedger("button", StatusKind.BUTTON, violations::add);

  /** Sends statuses up to this number, all answered at time 0. */
  private static void produce(DeviceLedger ledger, int through) {
    while (ledger.newestAnswered() < through) {
      ledger.answered(ledger.begin(), 0);
    }
  }

  private static void running(DeviceLedger ledger, int from, int to) {
    IntStream.rangeClosed(from, to)
        .forEach(number -> ledger.forwarded(DeviceState.RUNNING, number, ""));
  }

  private static String stops(int... numbers) {
    return IntStream.of(numbers)
        .filter(StatusKind::isNamed)
        .mapToObj(
            number ->
                "{\"name\":\""
                    + number
                    + "\",\"position\":{\"latitude\":49.2,\"longitude\":16.6,\"altitude\":230.0}}")
        .collect(Collectors.joining(",", "{\"finishedStops\":[", "]}"));
  }

  private static String stopsFrom(int from, int to) {
    return stops(IntStream.rangeClosed(from, to).toArray());
  }

  private static String counts(int... numbers) {
    long pressed = IntStream.of(numbers).filter(StatusKind::isPressed).count();
    return "{\"pressed_count\": "
        + pressed
        + ", \"not_pressed_count\": "
        + (numbers.length - pressed)
        + ", \"total_statuses\": "
        + numbers.length
        + "}";
  }

  private static String countsFrom(int from, int to) {
    return counts(IntStream.rangeClosed(from, to).toArray());
  }

  private static DeliveryTotals totals(
      long produced, long delivered, long folded, long duplicated, long lost) {
    return new DeliveryTotals(produced, delivered, folded, duplicated, 0, 0, 0, 0, lost);
  }

  @Test
  void countsWhatArrivesAloneAndInErrorMessages() {
    for (DeviceLedger ledger : List.of(mission, button)) {
      produce(ledger, 20);
      running(ledger, 1, 5);
    }
    mission.forwarded(DeviceState.CONNECTING, 17, stopsFrom(6, 16));
    button.forwarded(DeviceState.CONNECTING, 17, countsFrom(6, 16));
    for (DeviceLedger ledger : List.of(mission, button)) {
      running(ledger, 18, 20);
      assertTrue(ledger.isSettled(20));
      assertEquals(totals(20, 9, 11, 0, 0), ledger.settle(20));
    }
    assertEquals(List.of(), violations);
  }

  @Test
  void findsALossInFrontOfAnErrorMessage() {
    produce(mission, 12);
    produce(button, 12);
    running(mission, 1, 4);
    running(button, 1, 4);
    mission.forwarded(DeviceState.CONNECTING, 12, stopsFrom(7, 11));
    button.forwarded(DeviceState.CONNECTING, 12, countsFrom(7, 11));
    assertEquals(
        List.of(
            "mission: lost 5 to 6: status 12 has arrived",
            "button: lost 5 to 6: status 12 has arrived"),
        violations);
    assertEquals(totals(12, 5, 5, 0, 2), mission.settle(12));
    assertEquals(totals(12, 5, 5, 0, 2), button.settle(12));
  }

  @Test
  void findsALossWithinAnErrorMessage() {
    produce(mission, 12);
    mission.forwarded(DeviceState.CONNECTING, 12, stops(1, 2, 3, 5, 6, 7, 9, 10, 11));
    assertEquals(List.of("mission: lost 4: status 12 has arrived"), violations);
  }

  @Test
  void findsALossBetweenSingleStatuses() {
    produce(mission, 5);
    running(mission, 1, 2);
    running(mission, 4, 5);
    assertEquals(List.of("mission: lost 3: status 4 has arrived"), violations);
    assertEquals(totals(5, 4, 0, 0, 1), mission.settle(5));
  }

  @Test
  void takesWhatNeverArrivesForLost() {
    produce(mission, 5);
    running(mission, 1, 3);
    assertFalse(mission.isSettled(5));
    assertEquals(totals(5, 3, 0, 0, 2), mission.settle(5));
  }

  @Test
  void countsWhatArrivesAgain() {
    produce(mission, 12);
    produce(button, 12);
    running(mission, 1, 6);
    running(button, 1, 6);
    mission.forwarded(DeviceState.CONNECTING, 12, stopsFrom(5, 11));
    button.forwarded(DeviceState.CONNECTING, 12, countsFrom(5, 11));
    assertEquals(List.of(), violations);
    assertEquals(totals(12, 7, 5, 2, 0), mission.settle(12));
    assertEquals(totals(12, 7, 5, 2, 0), button.settle(12));
  }

  @Test
  void findsWhatArrivesAgainThoughItWasAcknowledged() {
    produce(mission, 12);
    running(mission, 1, 6);
    mission.acknowledged(5);
    mission.forwarded(DeviceState.CONNECTING, 12, stopsFrom(5, 11));
    assertEquals(1, violations.size());
    assertTrue(violations.get(0).contains("was acknowledged"), violations.toString());
  }

  @Test
  void findsAStatusThatCountsTwiceInOneErrorMessage() {
    produce(mission, 4);
    produce(button, 4);
    mission.forwarded(DeviceState.CONNECTING, 4, stops(1, 2, 3, 3));
    button.forwarded(DeviceState.CONNECTING, 4, counts(1, 2, 3, 3));
    assertEquals(2, violations.size(), violations.toString());
    assertTrue(violations.get(0).startsWith("mission: stop 3 after stop 3"));
    assertTrue(violations.get(1).startsWith("button: no run of statuses up to 3"));
  }

  @Test
  void findsAStatusThatIsInTheErrorMessageThatItCarries() {
    produce(mission, 3);
    produce(button, 3);
    mission.forwarded(DeviceState.CONNECTING, 3, stopsFrom(1, 3));
    button.forwarded(DeviceState.CONNECTING, 3, countsFrom(1, 3));
    assertEquals(2, violations.size(), violations.toString());
    assertEquals("mission: stop 3 in the error message of status 3", violations.get(0));
    assertTrue(violations.get(1).startsWith("button: no run of statuses up to 2"));
  }

  @Test
  void findsARepetitionThatIsInAnErrorMessage() {
    produce(button, 3);
    running(button, 1, 2);
    button.forwarded(DeviceState.CONNECTING, 2, "");
    button.forwarded(DeviceState.CONNECTING, 3, counts(1, 2, 2));
    assertEquals(1, violations.size(), violations.toString());
  }

  @Test
  void countsWhyAStatusIsToldTwice() {
    produce(mission, 6);
    running(mission, 1, 4);
    mission.confirmed(4);
    mission.forwarded(DeviceState.RUNNING, 4, "");
    mission.forwarded(DeviceState.CONNECTING, 4, "");
    mission.forwarded(DeviceState.DISCONNECT, 4, "");
    running(mission, 5, 5);
    mission.forwarded(DeviceState.CONNECTING, 5, "");
    mission.forwarded(DeviceState.CONNECTING, 6, stops(5));
    assertEquals(List.of(), violations);
    assertEquals(new DeliveryTotals(6, 6, 0, 2, 2, 1, 0, 0, 0), mission.settle(6));
  }

  @Test
  void findsCountsThatNoRunOfStatusesHas() {
    produce(button, 9);
    int pressed = (int) IntStream.rangeClosed(1, 9).filter(StatusKind::isPressed).count();
    String error =
        "{\"pressed_count\": "
            + (pressed + 1)
            + ", \"not_pressed_count\": "
            + (8 - pressed)
            + ", \"total_statuses\": 9}";
    button.forwarded(DeviceState.CONNECTING, 9, error);
    assertTrue(violations.get(0).startsWith("button: no run of statuses"), violations.toString());
  }

  @Test
  void findsErrorMessagesThatAreNone() {
    produce(mission, 1);
    produce(button, 1);
    mission.forwarded(DeviceState.CONNECTING, 1, "{\"status_count\": 1}");
    button.forwarded(DeviceState.CONNECTING, 1, "{\"total_statuses\": 1}");
    assertTrue(violations.get(0).startsWith("mission: not an error message"));
    assertTrue(violations.stream().anyMatch(v -> v.startsWith("button: not an error message")));
  }

  @Test
  void findsAnErrorMessageThatDoesNotBelongToAFirstStatus() {
    produce(mission, 2);
    mission.forwarded(DeviceState.CONNECTING, 1, "");
    mission.forwarded(DeviceState.RUNNING, 2, stops());
    assertEquals(List.of("mission: RUNNING status 2 carries an error message"), violations);
  }

  @Test
  void findsAStatusThatComesAfterALaterOne() {
    produce(mission, 3);
    running(mission, 1, 3);
    mission.forwarded(DeviceState.RUNNING, 2, "");
    assertEquals(List.of("mission: RUNNING status 2 after status 3"), violations);
  }

  @Test
  void findsAStatusThatWasNeverSent() {
    produce(mission, 3);
    mission.forwarded(DeviceState.CONNECTING, 4, "");
    assertEquals(List.of("mission: status 4 was never sent"), violations);
  }

  @Test
  void takesAStatusThatWasNeverAnsweredAsItComes() {
    produce(button, 3);
    button.unanswered(button.begin());
    produce(button, 7);
    button.forwarded(DeviceState.CONNECTING, 7, counts(1, 2, 3, 5, 6));
    assertEquals(totals(6, 1, 5, 0, 0), button.settle(7));
    button.unanswered(button.begin());
    produce(button, 10);
    button.forwarded(DeviceState.CONNECTING, 10, counts(8, 9));
    assertEquals(List.of(), violations);
    assertEquals(totals(2, 1, 1, 0, 0), button.settle(10));
  }

  @Test
  void excusesOnlyWhatWasAnsweredJustBeforeAKill() {
    for (DeviceLedger ledger : List.of(mission, button)) {
      produce(ledger, 4);
      for (int i = 0; i < 3; i++) {
        ledger.answered(ledger.begin(), KILL);
      }
      ledger.killed(KILL, MARGIN);
      produce(ledger, 10);
    }
    mission.forwarded(DeviceState.CONNECTING, 10, stops(1, 2, 3, 4, 9));
    button.forwarded(DeviceState.CONNECTING, 10, counts(1, 2, 3, 4, 8, 9));
    assertEquals(List.of(), violations);
    assertEquals(new DeliveryTotals(10, 1, 6, 0, 0, 0, 3, 0, 0), mission.settle(10));
    assertEquals(new DeliveryTotals(10, 1, 6, 0, 0, 0, 3, 0, 0), button.settle(10));
  }

  @Test
  void tellsHowOldTheOldestIsThatAKillHasCost() {
    for (DeviceLedger ledger : List.of(mission, button)) {
      produce(ledger, 4);
      for (int i = 5; i <= 7; i++) {
        ledger.answered(ledger.begin(), KILL - 70 + 10 * i);
      }
      ledger.killed(KILL, MARGIN);
      produce(ledger, 9);
    }
    mission.forwarded(DeviceState.CONNECTING, 9, stops(1, 2, 3, 4, 5));
    button.forwarded(DeviceState.CONNECTING, 9, counts(1, 2, 3, 4, 5, 8));
    mission.settle(9);
    button.settle(9);
    assertEquals(List.of(), violations);
    assertEquals(10, mission.takeOldestAtKill());
    assertEquals(0, mission.takeOldestAtKill());
    assertEquals(0, button.takeOldestAtKill());
  }

  @Test
  void allowsWhatWasAnsweredAMomentAgoToCountAgain() {
    for (DeviceLedger ledger : List.of(mission, button)) {
      produce(ledger, 2);
      for (int i = 3; i <= 4; i++) {
        ledger.answered(ledger.begin(), KILL);
      }
      running(ledger, 1, 4);
      ledger.mayRepeatSince(KILL);
      produce(ledger, 6);
      ledger.acknowledged(4);
    }
    mission.forwarded(DeviceState.CONNECTING, 6, stops(3, 4, 5));
    button.forwarded(DeviceState.CONNECTING, 6, counts(4, 4, 5));
    assertEquals(List.of(), violations);
    button.forwarded(DeviceState.CONNECTING, 6, countsFrom(1, 5));
    assertEquals(1, violations.size(), violations.toString());
  }

  @Test
  void findsALossBeforeAKill() {
    produce(mission, 4);
    mission.answered(mission.begin(), KILL);
    mission.killed(KILL, MARGIN);
    produce(mission, 7);
    mission.forwarded(DeviceState.CONNECTING, 7, stops(1, 2, 3, 6));
    assertEquals(List.of("mission: lost 4: status 7 has arrived"), violations);
    assertEquals(new DeliveryTotals(7, 1, 4, 0, 0, 0, 1, 0, 1), mission.settle(7));
  }

  @Test
  void letsTheStoreOfAKilledGatewayDeliverWhatWasDeliveredLater() {
    produce(mission, 4);
    running(mission, 1, 4);
    mission.killed(KILL, MARGIN);
    mission.linked();
    mission.forwarded(DeviceState.CONNECTING, 3, stops(2));
    assertEquals(List.of(), violations);
    assertEquals(totals(4, 4, 0, 2, 0), mission.settle(4));
  }

  @Test
  void takesWhatTheServerGotAfterTheKillFirst() {
    produce(mission, 4);
    running(mission, 1, 2);
    mission.killed(KILL, MARGIN);
    running(mission, 3, 4);
    mission.settle(4);
    mission.linked();
    mission.forwarded(DeviceState.CONNECTING, 2, stops());
    running(mission, 3, 3);
    assertEquals(List.of(), violations);
    mission.forwarded(DeviceState.RUNNING, 2, "");
    assertEquals(List.of("mission: RUNNING status 2 after status 3"), violations);
  }

  @Test
  void excusesWhatIsMissingAfterAnAnnouncement() {
    produce(button, 6);
    button.damaged();
    produce(button, 9);
    button.forwarded(DeviceState.CONNECTING, 9, counts(7, 8));
    assertEquals(List.of(), violations);
    DeliveryTotals totals = button.settle(9);
    assertEquals(6, totals.announced());
    assertEquals(0, totals.lost());
  }

  @Test
  void goesOnAfterALoss() {
    produce(button, 12);
    running(button, 1, 2);
    running(button, 5, 6);
    assertEquals(1, violations.size());
    button.acknowledged(6);
    button.forwarded(DeviceState.CONNECTING, 12, countsFrom(7, 11));
    assertEquals(1, violations.size(), violations.toString());
    assertEquals(totals(12, 5, 5, 0, 2), button.settle(12));
  }

  @Test
  void countsEachStatusOnce() {
    produce(mission, 3);
    running(mission, 1, 3);
    assertEquals(totals(2, 2, 0, 0, 0), mission.settle(2));
    assertEquals(totals(1, 1, 0, 0, 0), mission.settle(3));
    assertEquals(DeliveryTotals.NONE, mission.settle(3));
  }

  @Test
  void forgetsOldStatusesAndGoesOn() {
    for (int number = 1; number <= 12_000; number++) {
      produce(mission, number);
      mission.forwarded(DeviceState.RUNNING, number, "");
      if (number % 1_000 == 0) {
        assertEquals(totals(1_000, 1_000, 0, 0, 0), mission.settle(number));
      }
    }
    assertTrue(mission.oldest() > 6_000);
    produce(mission, 12_002);
    mission.forwarded(DeviceState.CONNECTING, 12_002, stops(12_001));
    assertEquals(List.of(), violations);
    assertEquals(totals(2, 1, 1, 0, 0), mission.settle(12_002));
  }
}
