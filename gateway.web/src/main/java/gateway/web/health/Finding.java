package gateway.web.health;

/**
 * The result of a check.
 *
 * @param level its severity
 * @param message for people; names what is wrong
 */
record Finding(Level level, String message) {

  /** Severity of a finding. */
  enum Level {
    /** As it should be. */
    OK,
    /** An operator should look at it, the gateway works: status 200. */
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
