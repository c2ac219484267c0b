package gateway.external.base;

import gateway.api.stage.InvalidValueException;
import gateway.api.stage.UndeliveredBounds;

/** What all endpoints share. Times are in milliseconds; a fault names its key. */
public record Settings(
    Vehicle vehicle,
    Deadlines deadlines,
    Delays delays,
    Windows windows,
    UndeliveredBounds bounds,
    StoreRules store) {

  /**
   * How long to wait for an answer.
   *
   * @param connect until the broker is connected
   * @param sequence for each message of the connect sequence
   * @param status for a StatusResponse
   * @param command for a command to be validated
   * @param keepAlive MQTT keep-alive
   */
  public record Deadlines(int connect, int sequence, int status, int command, int keepAlive) {
    public Deadlines {
      checkPositive("connect-timeout", connect);
      checkPositive("sequence-timeout", sequence);
      checkPositive("status-deadline", status);
      checkPositive("command-deadline", command);
      checkPositive("keep-alive", keepAlive);
    }
  }

  /**
   * How long to wait before the next step.
   *
   * @param retry after a failed attempt
   * @param logged after ALREADY_LOGGED
   * @param notification after the disconnect notification of the server
   * @param settle after the connect sequence
   */
  public record Delays(int retry, int logged, int notification, int settle) {
    public Delays {
      checkPositive("retry-delay", retry);
      checkPositive("logged-delay", logged);
      checkNotNegative("notification-delay", notification);
      checkNotNegative("settle-time", settle);
    }
  }

  /**
   * How many statuses may be without StatusResponse.
   *
   * @param all in all
   * @param connecting of them, those that introduce a device
   */
  public record Windows(int all, int connecting) {
    public Windows {
      checkPositive("window", all);
      checkPositive("connecting-window", connecting);
    }
  }

  /**
   * What goes to the disk.
   *
   * @param after what has been undelivered for so long; 0 for before it is sent
   * @param maxBytes bound of the store
   */
  public record StoreRules(int after, int maxBytes) {
    public StoreRules {
      checkNotNegative("store-after", after);
      checkPositive("store-max-bytes", maxBytes);
    }
  }

  private static void checkPositive(String key, int value) {
    if (value <= 0) {
      throw new InvalidValueException(key, "must be greater than 0, but is " + value);
    }
  }

  private static void checkNotNegative(String key, int value) {
    if (value < 0) {
      throw new InvalidValueException(key, "must not be negative, but is " + value);
    }
  }
}
