package gateway.laboratory.outage;

/** An error message that no statuses of its device make. */
final class WrongErrorMessage extends Exception {

  private static final long serialVersionUID = 1;

  WrongErrorMessage(String message) {
    super(message);
  }
}
