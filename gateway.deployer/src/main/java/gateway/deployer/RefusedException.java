package gateway.deployer;

/** A jar cannot be deployed; the message says why and what to do, for the log and the console. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean mayBeIncomplete;

  private RefusedException(String reason, boolean mayBeIncomplete) {
    super(reason);
    this.mayBeIncomplete = mayBeIncomplete;
  }

  /** The jar has to be changed. */
  static RefusedException because(String reason) {
    return new RefusedException(reason, false);
  }

  /** The jar cannot be read, perhaps because it is still being written. */
  static RefusedException unreadable(String reason) {
    return new RefusedException(reason, true);
  }

  boolean mayBeIncomplete() {
    return mayBeIncomplete;
  }
}
