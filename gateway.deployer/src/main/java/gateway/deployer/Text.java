package gateway.deployer;

/** What strangers have written, in a log. */
final class Text {

  private Text() {}

  /** Makes one line of limited length. */
  static String line(String text, int longest) {
    String line = text.replaceAll("\\p{Cntrl}+", "?");
    return line.length() <= longest ? line : line.substring(0, longest) + "…";
  }
}
