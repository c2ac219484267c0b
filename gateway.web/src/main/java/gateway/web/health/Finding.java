package gateway.web.health;

/**
 * What a look at a part of the gateway has found.
 *
 * @param level how bad it is
 * @param message for people; names what is wrong
 */
record Finding(Level level, String message) {

  /** How bad it is. */
  enum Level {
    /** As it should be. */
    OK,
    /** Somebody should look, the work goes on: status 200. */
    WARN,
    /** A part of the work is not done: status 503. */
    CRITICAL
  }

  static Finding ok(String message) {
    return new Finding(Level.OK, message);
  }

  static Finding warn(String message) {
    return new Finding(Level.WARN, message);
  }

  static Finding critical(String message) {
    return new Finding(Level.CRITICAL, message);
  }
}
