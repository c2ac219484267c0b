package gateway.testkit;

import gateway.api.device.Payload;
import java.util.Arrays;
import java.util.HexFormat;

/** Formats payloads for messages: short, and readable for any bytes. */
final class PayloadText {

  private static final int MAX_LENGTH = 120;

  private PayloadText() {}

  static String of(Payload payload) {
    if (payload.isEmpty()) {
      return "(empty)";
    }
    String text = payload.toText();
    boolean readable =
        Payload.ofText(text).equals(payload) && text.chars().noneMatch(PayloadText::isOdd);
    String shown = readable ? text : "0x" + HexFormat.of().formatHex(start(payload));
    return shown.length() <= MAX_LENGTH && (readable || payload.size() <= MAX_LENGTH)
        ? shown
        : shown.substring(0, Math.min(MAX_LENGTH, shown.length())) + "… (" + payload + ")";
  }

  private static byte[] start(Payload payload) {
    return Arrays.copyOf(payload.toByteArray(), Math.min(MAX_LENGTH, payload.size()));
  }

  private static boolean isOdd(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }
}
