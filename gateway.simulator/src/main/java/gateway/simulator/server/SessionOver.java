package gateway.simulator.server;

/** Ends the session, or the attempt to begin one; the message is the reason. */
final class SessionOver extends Exception {
  private static final long serialVersionUID = 1L;

  SessionOver(String reason) {
    super(reason, null, false, false);
  }
}
