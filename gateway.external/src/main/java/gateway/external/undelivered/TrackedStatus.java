package gateway.external.undelivered;

import gateway.api.device.Payload;
import gateway.api.stage.StatusReport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A status that was taken in, until it is delivered or folded: it waits to be sent, is in flight,
 * or is undelivered. On the endpoint's loop.
 */
public final class TrackedStatus {

  /** What has become of a status. */
  enum Fate {
    OPEN,
    /** It is in the error message of its device, or counted as lost. */
    FOLDED,
    DELIVERED
  }

  private static final int NOWHERE = -1;
  private static final CompletableFuture<Void> SECURED = CompletableFuture.completedFuture(null);

  final Undelivered owner;

  /** Changed by {@link Backlog} too: the device may have left since. */
  public StatusReport report;

  /** As it is in the store, with the bytes of the status; absent before it gets there. */
  private Optional<byte[]> encoded = Optional.empty();

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

  /** Whether a former process may have delivered it. */
  public boolean again;

  /** Completed when the caller need not keep the status any more. */
  final CompletableFuture<Void> secured;

  private final boolean repeated;

  TrackedStatus(
      Undelivered owner,
      StatusReport report,
      long number,
      long since,
      CompletableFuture<Void> secured) {
    this(owner, report, number, since, secured, false);
  }

  private TrackedStatus(
      Undelivered owner,
      StatusReport report,
      long number,
      long since,
      CompletableFuture<Void> secured,
      boolean repeated) {
    this.owner = owner;
    this.report = report;
    this.number = number;
    this.since = since;
    this.secured = secured;
    this.repeated = repeated;
  }

  /** Makes one that is on the disk already. */
  static TrackedStatus stored(Undelivered owner, StatusReport report, long number, byte[] value) {
    TrackedStatus stored = new TrackedStatus(owner, report, number, 0, SECURED);
    stored.encoded = Optional.of(value);
    return stored;
  }

  /** Makes one for a status of which nothing is kept: when it is lost, nothing is. */
  public static TrackedStatus repeated(Undelivered owner, StatusReport report) {
    return new TrackedStatus(owner, report, 0, 0, SECURED, true);
  }

  /**
   * Returns it as it is in the store. Its bytes are held once from now on: the store keeps what is
   * returned, and the status is a part of it.
   *
   * @param lastNumber the highest number that former processes have used
   */
  byte[] encoded(long lastNumber) {
    if (encoded.isEmpty()) {
      sharedWith(Coding.status(this, lastNumber));
    }
    return encoded.get();
  }

  /** It is a part of this value, with which it begins. */
  private void sharedWith(byte[] value) {
    encoded = Optional.of(value);
    Payload part = Payload.wrap(value, 0, report.status().size());
    report = new StatusReport(report.device(), part, report.last(), report.repeated());
  }

  /** Tells whether it is undelivered if the session is lost now. */
  public boolean counts() {
    return !repeated;
  }

  boolean isStored() {
    return slot != NOWHERE;
  }
}
