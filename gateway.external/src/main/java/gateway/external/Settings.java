package gateway.external;

import java.util.regex.Pattern;

/**
 * What all endpoints share: the vehicle's name, times in milliseconds and bounds. The names in the
 * messages are the keys of the configuration.
 */
record Settings(
    String company,
    String vehicle,
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

  private static final Pattern NAME = Pattern.compile("[a-z0-9_]+");

  Settings {
    checkName("company", company);
    checkName("vehicle", vehicle);
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

  /** Returns what the topics and the client id begin with (PROTOCOL section 4.2). */
  String vehiclePath() {
    return company + '/' + vehicle;
  }

  private static void checkName(String key, String value) {
    if (value == null || !NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          key + " must consist of a-z, 0-9 and _ and not be empty, but is \"" + value + '"');
    }
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
