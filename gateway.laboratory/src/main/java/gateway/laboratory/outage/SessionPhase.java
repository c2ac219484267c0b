package gateway.laboratory.outage;

import java.util.Locale;

/** When in the life of a session a fault comes (PROTOCOL section 4.5). */
enum SessionPhase {
  /** The gateway has subscribed at the broker; it has not sent Connect. */
  BEFORE_CONNECT(true),
  /** The gateway has sent Connect. */
  CONNECT(true),
  /** The gateway has sent some of the first statuses. */
  STATUSES(true),
  /** The gateway has answered some of the first commands. */
  COMMANDS(true),
  /** The last first command was answered: the session is established. */
  ESTABLISHED(true),
  /** The session has been running for a while. */
  RUNNING(false),
  /** A device has left, and the gateway has sent its DISCONNECT. */
  DISCONNECT(false);

  /** Whether the session must begin again for it. */
  final boolean inSequence;

  SessionPhase(boolean inSequence) {
    this.inSequence = inSequence;
  }

  /** Tells whether it comes several times in a sequence. */
  boolean hasSteps() {
    return this == STATUSES || this == COMMANDS;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
