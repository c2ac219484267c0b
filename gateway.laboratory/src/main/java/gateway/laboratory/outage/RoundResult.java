package gateway.laboratory.outage;

/**
 * What came out of a round.
 *
 * @param recovery from when everything was there again until everything had arrived, nanoseconds
 * @param longest time from a status to its command, nanoseconds
 * @param oldestAtKill how long before a kill the oldest missing status was answered, nanoseconds
 */
record RoundResult(
    RoundPlan plan,
    DeliveryTotals totals,
    long recovery,
    long longest,
    long oldestAtKill,
    Violations.Found violations) {

  boolean isGood() {
    return totals.lost() == 0 && violations.count() == 0;
  }
}
