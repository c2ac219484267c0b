package gateway.config;

/**
 * A value together with where it was written.
 *
 * @param value as it was read
 * @param origin the key, variable or option it comes from
 */
record Setting(Object value, String origin) {

  /** Text of a source without types, such as the environment: read as the key's type demands. */
  record Text(String text) {

    @Override
    public String toString() {
      return text;
    }
  }
}
