package gateway.external.base;

/**
 * What all endpoints share: the vehicle, times in milliseconds and bounds. The names in the
 * messages are the keys of the configuration.
 */
public record Settings(
    Vehicle vehicle,
    int connectTimeout,
    int sequenceTimeout,
    int statusDeadline,
    int commandDeadline,
    int retryDelay,
    int loggedDelay,
    int notificationDelay,
    int settleTime,
    int keepAlive,
    int window,
    int connectingWindow,
    int queueStatuses,
    int queueBytes,
    int errorMaxBytes,
    int undeliveredMaxBytes,
    int storeAfter,
    int storeMaxBytes) {

  public Settings {
    checkPositive("connect-timeout", connectTimeout);
    checkPositive("sequence-timeout", sequenceTimeout);
    checkPositive("status-deadline", statusDeadline);
    checkPositive("command-deadline", commandDeadline);
    checkPositive("retry-delay", retryDelay);
    checkPositive("logged-delay", loggedDelay);
    checkNotNegative("notification-delay", notificationDelay);
    checkNotNegative("settle-time", settleTime);
    checkPositive("keep-alive", keepAlive);
    checkPositive("window", window);
    checkPositive("connecting-window", connectingWindow);
    checkPositive("queue-statuses", queueStatuses);
    checkPositive("queue-bytes", queueBytes);
    checkPositive("error-max-bytes", errorMaxBytes);
    checkPositive("undelivered-max-bytes", undeliveredMaxBytes);
    checkNotNegative("store-after", storeAfter);
    checkPositive("store-max-bytes", storeMaxBytes);
  }

  private static void checkPositive(String key, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + " must be greater than 0, but is " + value);
    }
  }

  private static void checkNotNegative(String key, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(key + " must not be negative, but is " + value);
    }
  }
}
