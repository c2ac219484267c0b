package gateway.simulator.outage;

/** What the statuses of one device have become so far, by number. */
interface History {

  /** Returns the oldest number that is still remembered. */
  int oldest();

  /** Tells whether a status was answered, and nothing excuses that it does not arrive. */
  boolean isOwed(int number);

  /** Tells whether the External Server has it, alone or in an error message. */
  boolean isCovered(int number);

  /** Returns how often the gateway may have forwarded this status again, as the current one. */
  int repeats(int number);
}
