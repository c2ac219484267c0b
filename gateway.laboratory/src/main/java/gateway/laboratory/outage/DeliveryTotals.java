package gateway.laboratory.outage;

/**
 * What became of the statuses that were answered.
 *
 * @param produced those that devices got a command for
 * @param delivered those that the External Server has, each by itself
 * @param folded those that it has in an error message
 * @param duplicated how often it got one of these again, in an error message
 * @param atKill those that are missing because they were answered just before a kill
 * @param announced those that are missing after the gateway has said that its store was damaged
 * @param lost those that are missing
 */
record DeliveryTotals(
    long produced,
    long delivered,
    long folded,
    long duplicated,
    long atKill,
    long announced,
    long lost) {

  static final DeliveryTotals NONE = new DeliveryTotals(0, 0, 0, 0, 0, 0, 0);

  DeliveryTotals plus(DeliveryTotals other) {
    return new DeliveryTotals(
        produced + other.produced,
        delivered + other.delivered,
        folded + other.folded,
        duplicated + other.duplicated,
        atKill + other.atKill,
        announced + other.announced,
        lost + other.lost);
  }
}
