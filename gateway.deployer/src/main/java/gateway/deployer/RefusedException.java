package gateway.deployer;

/** A jar cannot be deployed; the message says why and what to do, for the log and the console. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int MAX_LENGTH = 400;

  /** The change after which the jar may be accepted. */
  enum Cure {
    /** Another content. */
    CHANGE,
    /** Perhaps only time: the jar may still be written. */
    COMPLETION,
    /** A change outside of the file: the jar is retried at intervals. */
    CIRCUMSTANCES
  }

  private final Cure cure;

  private RefusedException(String reason, Cure cure) {
    super(LogText.line(reason, MAX_LENGTH));
    this.cure = cure;
  }

  /** The jar has to be changed. */
  static RefusedException because(String reason) {
    return new RefusedException(reason, Cure.CHANGE);
  }

  /** The jar is incomplete, perhaps because it is still being written. */
  static RefusedException incomplete(String reason) {
    return new RefusedException(reason, Cure.COMPLETION);
  }

  /** The jar may be accepted later without a change. */
  static RefusedException forNow(String reason) {
    return new RefusedException(reason, Cure.CIRCUMSTANCES);
  }

  Cure cure() {
    return cure;
  }
}
