package gateway.external;

import gateway.external.session.AfterEnd;

/** Why an endpoint connected again. */
enum Reconnect {
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

  static Reconnect after(AfterEnd next, boolean session) {
    return switch (next) {
      case ASKED -> OPERATOR;
      case UNREACHABLE -> UNREACHABLE;
      case RETRY_LOGGED -> ALREADY_LOGGED;
      case NOTIFIED -> NOTIFIED;
      case AT_ONCE, RETRY -> session ? SESSION_LOST : SEQUENCE_FAILED;
      case IDLE -> throw new IllegalArgumentException(next.name());
    };
  }
}
