package gateway.laboratory.swap.module;

import gateway.api.device.Payload;
import java.nio.charset.StandardCharsets;

/**
 * The end of a command that says which status it answers, and which version of the module made it:
 * {@code ,"answers":100000123,"version":7}}. What the module adds and the other end checks.
 *
 * @param number running number of the status
 * @param version of the module
 */
public record CommandMark(long number, int version) {

  private static final byte[] ANSWERS = ",\"answers\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = ",\"version\":".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DIGITS = 9;

  /** Returns the number at the end of a status, {@code "sequence":100000123}}, or -1. */
  public static long numberOf(Payload status) {
    return status.read(CommandMark::lastNumber);
  }

  private static long lastNumber(byte[] bytes, int offset, int length) {
    int end = offset + length - 1;
    int from = digitsBefore(bytes, offset, end);
    return from == end ? -1 : number(bytes, from, end);
  }

  /**
   * Finds the mark at the end of a command.
   *
   * @return null if there is none
   */
  public static CommandMark find(byte[] command, int length) {
    int end = length - 1;
    int version = digitsBefore(command, 0, end);
    int answersEnd = version - VERSION.length;
    int answers = digitsBefore(command, 0, answersEnd);
    if (version == end
        || answers >= answersEnd
        || !endsWith(command, version, VERSION)
        || !endsWith(command, answers, ANSWERS)) {
      return null;
    }
    return new CommandMark(
        number(command, answers, answersEnd), (int) number(command, version, end));
  }

  /** Returns a JSON object with this mark, in place of the one that it has. */
  Payload addTo(Payload command) {
    return command.read(this::added);
  }

  private Payload added(byte[] bytes, int offset, int length) {
    int kept = length - 1;
    for (int at = offset; at <= offset + length - ANSWERS.length; at++) {
      if (endsWith(bytes, at + ANSWERS.length, ANSWERS)) {
        kept = at - offset;
        break;
      }
    }
    byte[] mark =
        (",\"answers\":" + number + ",\"version\":" + version + "}")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] marked = new byte[kept + mark.length];
    System.arraycopy(bytes, offset, marked, 0, kept);
    System.arraycopy(mark, 0, marked, kept, mark.length);
    return Payload.wrap(marked);
  }

  private static boolean endsWith(byte[] bytes, int end, byte[] text) {
    if (end < text.length) {
      return false;
    }
    for (int i = 1; i <= text.length; i++) {
      if (bytes[end - i] != text[text.length - i]) {
        return false;
      }
    }
    return true;
  }

  private static int digitsBefore(byte[] bytes, int least, int end) {
    int at = end;
    while (at > least && end - at < MAX_DIGITS && bytes[at - 1] >= '0' && bytes[at - 1] <= '9') {
      at--;
    }
    return at;
  }

  private static long number(byte[] bytes, int from, int end) {
    long value = 0;
    for (int at = from; at < end; at++) {
      value = value * 10 + bytes[at] - '0';
    }
    return value;
  }
}
