package gateway.internalserver;

import gateway.api.stage.InvalidValueException;
import java.time.Duration;
import java.util.List;

/**
 * Where and how devices are served.
 *
 * @param ports where devices connect; they share all that follows
 * @param testing what clients are tested with
 */
record ServerSettings(List<DevicePort> ports, Bounds bounds, Timing timing, Testing testing) {

  ServerSettings {
    ports = List.copyOf(ports);
  }

  /**
   * How much devices may take.
   *
   * @param maxFrameBytes of one frame body
   * @param maxConnectBytes of a connect message
   * @param maxConnections open connections
   * @param maxConnectionsPerAddress open connections from one address
   */
  record Bounds(
      int maxFrameBytes, int maxConnectBytes, int maxConnections, int maxConnectionsPerAddress) {

    Bounds {
      checkPositive("max-frame-bytes", maxFrameBytes);
      checkPositive("max-connect-bytes", maxConnectBytes);
      checkPositive("max-connections", maxConnections);
      checkPositive("max-connections-per-address", maxConnectionsPerAddress);
    }

    private static void checkPositive(String key, int value) {
      if (value < 1) {
        throw new InvalidValueException(key, "must be at least 1, but is " + value);
      }
    }
  }

  /**
   * How long things may take.
   *
   * @param handshakeTimeout for the connect message
   * @param frameTimeout for the rest of a frame, and for a device that does not read
   * @param answerDeadline for the handler
   * @param connectHold for a module that may be on its way
   */
  record Timing(
      Duration handshakeTimeout,
      Duration frameTimeout,
      Duration answerDeadline,
      Duration connectHold) {

    private static final Duration MAX_TEST = Duration.ofSeconds(60);

    Timing {
      checkNotNegative("handshake-timeout", handshakeTimeout);
      checkNotNegative("frame-timeout", frameTimeout);
      checkNotNegative("answer-deadline", answerDeadline);
      checkNotNegative("connect-hold", connectHold);
    }

    private static void checkNotNegative(String key, Duration value) {
      if (value.isNegative()) {
        throw new InvalidValueException(key, "must not be negative, but is " + value.toMillis());
      }
    }

    long limitNanos(Wait wait) {
      return switch (wait) {
        case NOTHING -> Long.MAX_VALUE;
        case INTRODUCTION -> handshakeTimeout.toNanos();
        case MODULE -> connectHold.toNanos();
        case ANSWER -> answerDeadline.toNanos();
        case REST_OF_FRAME, READER -> frameTimeout.toNanos();
        case CLIENT_TO_GIVE_UP -> MAX_TEST.toNanos();
      };
    }
  }
}
