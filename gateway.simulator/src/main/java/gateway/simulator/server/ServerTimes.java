package gateway.simulator.server;

import java.time.Duration;

/**
 * How long the server waits (PROTOCOL sections 4.9 and 6.3).
 *
 * @param message for each awaited message, and for the response to each command
 * @param session without any valid message, until the session ends
 * @param deaf between the end of a session and the next subscription; also, doubled up to ten times
 *     of it, between attempts to reach the broker
 * @param forward to hand the statuses of the connect sequence to the modules
 * @param settle the instant after a connect sequence in which an arriving message gets stuck
 */
public record ServerTimes(
    Duration message, Duration session, Duration deaf, Duration forward, Duration settle) {

  /** What the real server does with its default configuration. */
  public static final ServerTimes DEFAULT =
      new ServerTimes(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMillis(500),
          Duration.ZERO,
          Duration.ofMillis(1));

  /** Returns the same times, each multiplied by {@code factor}. */
  public ServerTimes scaled(double factor) {
    return new ServerTimes(
        scaled(message, factor),
        scaled(session, factor),
        scaled(deaf, factor),
        scaled(forward, factor),
        scaled(settle, factor));
  }

  private static Duration scaled(Duration time, double factor) {
    return Duration.ofNanos(Math.round(time.toNanos() * factor));
  }
}
