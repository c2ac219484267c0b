package gateway.simulator.server;

/** Ends the session, or the attempt to begin one; the message is the reason. */
final class SessionOver extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean violation;

  SessionOver(String reason) {
    this(reason, false);
  }

  private SessionOver(String reason, boolean violation) {
    super(reason, null, false, false);
    this.violation = violation;
  }

  /** Makes one for what the gateway never may do. */
  static SessionOver violation(String what) {
    return new SessionOver(what, true);
  }

  boolean isViolation() {
    return violation;
  }
}
