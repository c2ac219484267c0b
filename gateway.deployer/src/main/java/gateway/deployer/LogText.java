package gateway.deployer;

/** Makes text from outside safe for the log. */
final class LogText {

  private LogText() {}

  /** Returns one line of limited length. */
  static String line(String text, int maxLength) {
    String line = text.replaceAll("\\p{Cntrl}+", "?");
    return line.length() <= maxLength ? line : line.substring(0, maxLength) + "…";
  }
}
