package gateway.external.store;

/** What was read is not what was written. */
final class DamagedException extends Exception {

  private static final long serialVersionUID = 1;

  DamagedException(String message) {
    super(message);
  }
}
