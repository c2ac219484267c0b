package gateway.external;

import gateway.api.stage.StatusReport;

/**
 * A status that was taken in, until it is delivered or folded: it waits to be sent, is in flight,
 * or waits to be folded. On the endpoint's loop.
 */
final class Pending {

  /** What has become of a status. */
  enum Fate {
    OPEN,
    /** It is in the error message of its device, or counted as lost. */
    FOLDED,
    DELIVERED
  }

  private static final int NOWHERE = -1;

  final StatusReport report;

  /**
   * Ascending in the order in which statuses were taken in: from 1 in this process, up to 0 in
   * former ones.
   */
  final long number;

  /** When it was taken in, monotonic milliseconds. */
  final long since;

  Fate fate = Fate.OPEN;

  /** Whether it has been undelivered for so long that it belongs on the disk. */
  boolean due;

  /** Where it lies among the stored statuses of its device. */
  int slot = NOWHERE;

  private final boolean repeated;

  Pending(StatusReport report, long number, long since) {
    this(report, number, since, false);
  }

  private Pending(StatusReport report, long number, long since, boolean repeated) {
    this.report = report;
    this.number = number;
    this.since = since;
    this.repeated = repeated;
  }

  /** Makes one for a status that was delivered before: when it is lost, nothing is. */
  static Pending repeated(StatusReport report) {
    return new Pending(report, 0, 0, true);
  }

  /** Tells whether it is undelivered if the session is lost now. */
  boolean counts() {
    return !repeated;
  }

  boolean isStored() {
    return slot != NOWHERE;
  }
}
