package gateway.api.stage;

/**
 * Limits of the undelivered data that a stage keeps (PROTOCOL section 4.12). They are configured by
 * the keys of {@code gateway.external}, for each container that keeps undelivered data.
 *
 * @param queueStatuses maximum number of statuses that wait before they are folded
 * @param queueBytes maximum size of these statuses in bytes
 * @param errorMaxBytes maximum size of the error message of a device, in bytes
 * @param undeliveredMaxBytes maximum size of all undelivered data in bytes; statuses beyond it are
 *     lost
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

  /** Checks the values; a fault names its key. */
  public UndeliveredBounds {
    checkPositive("queue-statuses", queueStatuses);
    checkPositive("queue-bytes", queueBytes);
    checkPositive("error-max-bytes", errorMaxBytes);
    checkPositive("undelivered-max-bytes", undeliveredMaxBytes);
  }

  /**
   * Returns what undelivered data may take, in bytes: as configured, but no more than its share.
   */
  public long memory() {
    return Math.min(undeliveredMaxBytes, MemoryShare.UNDELIVERED.bytes());
  }

  private static void checkPositive(String key, int value) {
    if (value <= 0) {
      throw new InvalidValueException(key, "must be greater than 0, but is " + value);
    }
  }
}
