package gateway.json;

/**
 * A payload is not what its type says. The message names the faulty key and does not repeat the
 * payload. Has no stack trace: it speaks of the data, not of the code.
 */
public final class InvalidJsonException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Makes an exception with a reason such as {@code telemetry.speed is missing}. */
  public InvalidJsonException(String reason) {
    super(reason);
  }

  /** Fills in nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
