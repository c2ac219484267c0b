package gateway.laboratory.outage;

/** What the statuses of one device have become so far, by number. */
interface StatusHistory {

  /** Returns the oldest number that is still remembered. */
  int oldest();

  /** Tells whether a status was answered, and nothing excuses that it does not arrive. */
  boolean isOwed(int number);

  /** Tells whether it has not arrived yet, and is not known to be lost. */
  boolean isMissing(int number);

  /** Returns how often the gateway may have got this status again from another of its stages. */
  int repeats(int number);
}
