package modules.transparent;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import java.util.Optional;

/** One device: the rules of PROTOCOL section 5.4. Nothing is refused, everything is sent. */
final class TransparentDevice implements DeviceLogic {

  private static final String HEX = "0123456789abcdef";
  private static final Payload FIRST_COMMAND = Payload.ofText("\"default_command\"");

  @Override
  public boolean isStatusValid(Payload status) {
    return true;
  }

  @Override
  public boolean isCommandValid(Payload command) {
    return true;
  }

  @Override
  public Payload firstCommand() {
    return FIRST_COMMAND;
  }

  @Override
  public boolean sendNow(Payload current, Payload status) {
    return true;
  }

  /** The text as one JSON string. Only a device's first status goes out as it came. */
  @Override
  public Payload aggregate(Payload current, Payload status) {
    String text = status.toText();
    StringBuilder quoted = new StringBuilder(text.length() + text.length() / 8 + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      quote(text.charAt(i), quoted);
    }
    return Payload.ofText(quoted.append('"').toString());
  }

  /** Escapes as the production gateway's library does, letter by letter. */
  private static void quote(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ') {
          out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
        } else {
          out.append(c);
        }
      }
    }
  }

  @Override
  public Payload nextCommand(
      Payload status, Payload current, Optional<Payload> previous, Payload command) {
    return command;
  }
}
