package gateway.api.stage;

/**
 * A configured value breaks a rule. Thrown by a component that checks its configuration; the
 * component that catches it adds the PID or the endpoint that the key belongs to. Immutable.
 */
public final class InvalidValueException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String key;
  private final String rule;

  /**
   * Makes an exception; its message is key, space, rule.
   *
   * @param key the key as it stands in the configuration, such as {@code window}
   * @param rule what the value must be, and what it is unless it is a secret, such as {@code must
   *     be greater than 0, but is -1}
   */
  public InvalidValueException(String key, String rule) {
    super(key + ' ' + rule);
    this.key = key;
    this.rule = rule;
  }

  /** Makes an exception for a value that could not be used because of {@code cause}. */
  public InvalidValueException(String key, String rule, Throwable cause) {
    super(key + ' ' + rule, cause);
    this.key = key;
    this.rule = rule;
  }

  /** Returns the key, without its PID. */
  public String key() {
    return key;
  }

  /** Returns what the value must be, and what it is unless it is a secret. */
  public String rule() {
    return rule;
  }
}
