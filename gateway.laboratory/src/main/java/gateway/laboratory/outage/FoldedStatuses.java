package gateway.laboratory.outage;

import java.util.List;

/**
 * The statuses that an error message holds.
 *
 * @param numbers in order; those that leave no trace in it are left out
 * @param traceless whether it also holds what it cannot show, before the status that carried it
 */
record FoldedStatuses(List<Integer> numbers, boolean traceless) {}
