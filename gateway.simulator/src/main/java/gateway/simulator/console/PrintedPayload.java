package gateway.simulator.console;

import gateway.api.device.Payload;

/** Shows a payload on one line of bounded length. */
public final class PrintedPayload {

  private static final int LONGEST = 160;

  private PrintedPayload() {}

  /** Returns the text, control characters replaced, the size added where it is cut. */
  public static String of(Payload payload) {
    if (payload.isEmpty()) {
      return "(empty)";
    }
    String text = payload.toText();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (i == LONGEST) {
        return out.append("… (").append(payload.size()).append(" bytes)").toString();
      }
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? ' ' : c);
    }
    return out.toString();
  }
}
