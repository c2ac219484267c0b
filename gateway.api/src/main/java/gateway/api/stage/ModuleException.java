package gateway.api.stage;

/** A module did not answer: it failed, or none serves the number. A refusal, never an end. */
public final class ModuleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes an exception for a module call that was not made. */
  public ModuleException(String message) {
    super(message);
  }

  /** Makes an exception for a module call that threw {@code cause}. */
  public ModuleException(String message, Throwable cause) {
    super(message, cause);
  }
}
