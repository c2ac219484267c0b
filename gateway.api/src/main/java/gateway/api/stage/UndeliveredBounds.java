package gateway.api.stage;

/**
 * How much a stage keeps of what it cannot hand on (PROTOCOL section 4.12). The keys of {@code
 * gateway.external} say it, for each container in which something waits.
 *
 * @param queueStatuses statuses that wait before they are folded, at most
 * @param queueBytes bytes of these, at most
 * @param errorMaxBytes the largest error message of a device
 * @param undeliveredMaxBytes bytes of all that is undelivered; beyond it statuses are lost
 */
public record UndeliveredBounds(
    int queueStatuses, int queueBytes, int errorMaxBytes, int undeliveredMaxBytes) {

  /** Default of {@code queue-statuses}. */
  public static final int QUEUE_STATUSES = 10_000;

  /** Default of {@code queue-bytes}. */
  public static final int QUEUE_BYTES = 16 * 1024 * 1024;

  /** Default of {@code error-max-bytes}. */
  public static final int ERROR_MAX_BYTES = 64 * 1024;

  /** Default of {@code undelivered-max-bytes}. */
  public static final int UNDELIVERED_MAX_BYTES = 32 * 1024 * 1024;
}
