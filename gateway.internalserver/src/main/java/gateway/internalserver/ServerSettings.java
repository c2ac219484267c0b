package gateway.internalserver;

import java.time.Duration;

/**
 * Limits of the device port.
 *
 * @param address to listen on
 * @param port to listen on; 0 for any
 * @param maxFrameBytes longest frame body
 * @param maxConnections open connections
 * @param maxConnectionsPerAddress open connections from one address
 * @param handshakeTimeout for the connect message
 * @param frameTimeout for the rest of a frame, and for a device that does not read
 * @param answerDeadline for the handler
 * @param connectHold for a module that may be on its way
 * @param testing what clients are tested with
 */
record ServerSettings(
    String address,
    int port,
    int maxFrameBytes,
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration handshakeTimeout,
    Duration frameTimeout,
    Duration answerDeadline,
    Duration connectHold,
    Testing testing) {

  private static final Duration LONGEST_TEST = Duration.ofSeconds(60);

  ServerSettings(
      String address,
      int port,
      int maxFrameBytes,
      int maxConnections,
      int maxConnectionsPerAddress,
      Duration handshakeTimeout,
      Duration frameTimeout,
      Duration answerDeadline,
      Duration connectHold) {
    this(
        address,
        port,
        maxFrameBytes,
        maxConnections,
        maxConnectionsPerAddress,
        handshakeTimeout,
        frameTimeout,
        answerDeadline,
        connectHold,
        Testing.OFF);
  }

  ServerSettings with(Testing mode) {
    return new ServerSettings(
        address,
        port,
        maxFrameBytes,
        maxConnections,
        maxConnectionsPerAddress,
        handshakeTimeout,
        frameTimeout,
        answerDeadline,
        connectHold,
        mode);
  }

  long limitNanos(Wait wait) {
    return switch (wait) {
      case NOTHING -> Long.MAX_VALUE;
      case INTRODUCTION -> handshakeTimeout.toNanos();
      case MODULE -> connectHold.toNanos();
      case ANSWER -> answerDeadline.toNanos();
      case REST_OF_FRAME, READER -> frameTimeout.toNanos();
      case CLIENT_TO_GIVE_UP -> LONGEST_TEST.toNanos();
    };
  }
}
