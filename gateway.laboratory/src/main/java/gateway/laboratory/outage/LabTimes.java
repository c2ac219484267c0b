package gateway.laboratory.outage;

import gateway.simulator.server.ServerTimes;
import java.util.concurrent.TimeUnit;

/**
 * The times of PROTOCOL section 0.1, so much shorter that a minute's outage takes three seconds.
 */
final class LabTimes {

  static final int DIVISOR = 20;

  static final int STATUS_PERIOD = 15_000 / DIVISOR;
  static final int SEQUENCE_TIMEOUT = 10_000 / DIVISOR;
  static final int STATUS_DEADLINE = 30_000 / DIVISOR;
  static final int RETRY_DELAY = 10_000 / DIVISOR;
  static final int LOGGED_DELAY = 15_000 / DIVISOR;
  static final int NOTIFICATION_DELAY = 2_000 / DIVISOR;
  static final int SETTLE_TIME = 300 / DIVISOR;
  static final int HANDSHAKE_TIMEOUT = 10_000 / DIVISOR;
  static final int HEALTH_GRACE = 30_000 / DIVISOR;
  static final int HEALTH_SETTLE = 10_000 / DIVISOR;
  static final int KEEP_ALIVE = 15_000 / DIVISOR;

  /** Not divided by as much: the MQTT client waits three times 100 ms while it starts. */
  static final int CONNECT_TIMEOUT = 1_000;

  /** Not scaled: it measures the machine, not the cloud. */
  static final int ANSWER_DEADLINE = 250;

  /** Not scaled: store-after, and the time between two commits. */
  static final int STORED_AFTER = 200;

  /**
   * How long before a kill a status may have been answered to be missing without being lost; above
   * {@link #STORED_AFTER}, because a busy machine delays commits.
   */
  static final int KILL_MARGIN = 500;

  /** After this time without a loss of the link an acknowledgement must have been understood. */
  static final int ACKNOWLEDGED_AFTER = KILL_MARGIN;

  static final ServerTimes SERVER = ServerTimes.DEFAULT.scaled(1.0 / DIVISOR);

  private LabTimes() {}

  static long nanos(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
