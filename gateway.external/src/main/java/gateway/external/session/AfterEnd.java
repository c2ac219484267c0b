package gateway.external.session;

/** What follows the end of an attempt or a session (PROTOCOL section 4.8). */
public enum AfterEnd {
  /** The next attempt begins at once. */
  AT_ONCE,
  /**
   * The link of a session was lost: the next attempt begins at once, unless sessions end soon again
   * and again.
   */
  LOST,
  /** An operator asked for a new session: the next attempt begins at once. */
  ASKED,
  /** The broker was not reached: the next attempt begins after a delay that grows. */
  UNREACHABLE,
  /** The next attempt begins after the retry delay. */
  RETRY,
  /** The next attempt begins after the delay for ALREADY_LOGGED. */
  RETRY_LOGGED,
  /** The External Server has cleared its session: the next Connect waits for it. */
  NOTIFIED,
  /** The last device has left: idle, unless something waits. */
  IDLE
}
