package gateway.config;

/**
 * Something wrong with the configuration.
 *
 * @param key what the user wrote: the key of a file, a variable or an option
 * @param rule what it should be
 */
record Fault(String key, String rule) {

  @Override
  public String toString() {
    return key + ": " + rule;
  }
}
