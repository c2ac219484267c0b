package gateway.laboratory.outage;

/**
 * What became of the statuses that were answered.
 *
 * @param produced those that devices got a command for
 * @param delivered those that the External Server has, each by itself
 * @param folded those that it has in an error message
 * @param unanswered how often it got one of these again that had no answer when a link or a process
 *     ended, by itself or in an error message
 * @param repeated how often it got a current status again: after a status period, at a Connect
 * @param farewells how often it got one again as the last status of a device that left
 * @param atKill those that are missing because they were answered just before a kill
 * @param announced those that are missing after the gateway has said that its store was damaged
 * @param lost those that are missing
 */
record DeliveryTotals(
    long produced,
    long delivered,
    long folded,
    long unanswered,
    long repeated,
    long farewells,
    long atKill,
    long announced,
    long lost) {

  static final DeliveryTotals NONE = new DeliveryTotals(0, 0, 0, 0, 0, 0, 0, 0, 0);

  DeliveryTotals plus(DeliveryTotals other) {
    return new DeliveryTotals(
        produced + other.produced,
        delivered + other.delivered,
        folded + other.folded,
        unanswered + other.unanswered,
        repeated + other.repeated,
        farewells + other.farewells,
        atKill + other.atKill,
        announced + other.announced,
        lost + other.lost);
  }
}
