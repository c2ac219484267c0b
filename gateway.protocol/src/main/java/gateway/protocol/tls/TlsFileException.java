package gateway.protocol.tls;

/** A file of a TLS link is missing, unreadable or unusable. Never holds a part of its content. */
public final class TlsFileException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String key;
  private final String rule;

  TlsFileException(String key, String rule, Throwable cause) {
    super(key + ' ' + rule, cause);
    this.key = key;
    this.rule = rule;
  }

  TlsFileException(String key, String rule) {
    super(key + ' ' + rule);
    this.key = key;
    this.rule = rule;
  }

  /**
   * Returns the key that names the file: {@code ca-file}, {@code client-cert}, {@code client-key}.
   */
  public String key() {
    return key;
  }

  /** Returns the fault of the file, with its path. */
  public String rule() {
    return rule;
  }
}
