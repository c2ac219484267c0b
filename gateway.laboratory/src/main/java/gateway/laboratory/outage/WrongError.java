package gateway.laboratory.outage;

/** An error message that no statuses of its device make. */
final class WrongError extends Exception {

  private static final long serialVersionUID = 1;

  WrongError(String message) {
    super(message);
  }
}
