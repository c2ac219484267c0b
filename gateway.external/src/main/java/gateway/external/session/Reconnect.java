package gateway.external.session;

/** Why an endpoint connected again. */
public enum Reconnect {
  /** A session was lost: the link, an answer, the order of messages, or room for what waits. */
  SESSION_LOST,
  /** The broker was not reached. */
  UNREACHABLE,
  /** The connect sequence failed. */
  SEQUENCE_FAILED,
  /** The External Server has another session of this vehicle. */
  ALREADY_LOGGED,
  /** The External Server has cleared its session (PROTOCOL section 4.10). */
  NOTIFIED,
  /** An operator asked for it. */
  OPERATOR;

  /** Returns why, from what follows the end of an attempt or of a session. */
  public static Reconnect after(AfterEnd next, boolean session) {
    return switch (next) {
      case ASKED -> OPERATOR;
      case UNREACHABLE -> UNREACHABLE;
      case RETRY_LOGGED -> ALREADY_LOGGED;
      case NOTIFIED -> NOTIFIED;
      case AT_ONCE, LOST, RETRY -> session ? SESSION_LOST : SEQUENCE_FAILED;
      case IDLE -> throw new IllegalArgumentException(next.name());
    };
  }
}
