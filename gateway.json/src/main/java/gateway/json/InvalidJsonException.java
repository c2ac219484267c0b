package gateway.json;

/**
 * A payload does not match its type. The message names the faulty key and does not repeat the
 * payload. Has no stack trace, because the fault is in the data, not in the code.
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
