package gateway.deployer;

/** A jar cannot be deployed; the message says why and what to do, for the log and the console. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int MAX_LENGTH = 400;

  /** The change after which the jar may be accepted. */
  enum Cure {
    /** Another content. */
    CHANGE,
    /** Perhaps time: it may still be written. */
    COMPLETION,
    /** Something that the file does not show: it is tried again now and then. */
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

  /** The jar makes no sense, perhaps because it is still being written. */
  static RefusedException incomplete(String reason) {
    return new RefusedException(reason, Cure.COMPLETION);
  }

  /** The jar may be good, and the time is not. */
  static RefusedException forNow(String reason) {
    return new RefusedException(reason, Cure.CIRCUMSTANCES);
  }

  Cure cure() {
    return cure;
  }
}
