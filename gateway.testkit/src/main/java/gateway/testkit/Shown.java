package gateway.testkit;

import gateway.api.device.Payload;
import java.util.Arrays;
import java.util.HexFormat;

/** Payloads in messages: short, and readable whatever the bytes are. */
final class Shown {

  private static final int LONGEST = 120;

  private Shown() {}

  static String of(Payload payload) {
    if (payload.isEmpty()) {
      return "(empty)";
    }
    String text = payload.toText();
    boolean readable = Payload.ofText(text).equals(payload) && text.chars().noneMatch(Shown::isOdd);
    String shown = readable ? text : "0x" + HexFormat.of().formatHex(start(payload));
    return shown.length() <= LONGEST && (readable || payload.size() <= LONGEST)
        ? shown
        : shown.substring(0, Math.min(LONGEST, shown.length())) + "… (" + payload + ")";
  }

  private static byte[] start(Payload payload) {
    return Arrays.copyOf(payload.toByteArray(), Math.min(LONGEST, payload.size()));
  }

  private static boolean isOdd(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }
}
