package gateway.simulator.server;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands that a person types, or writes to a file: {@code MODULE/TYPE/ROLE JSON}, and {@code
 * after 2s} between them. Empty lines and those that begin with {@code #} are skipped.
 */
final class CommandScript {

  private static final Pattern AFTER = Pattern.compile("after\\s+(\\d+(?:\\.\\d+)?)\\s*(ms|s)");
  private static final Pattern COMMAND =
      Pattern.compile("(\\d+)/(\\d+)/(\\S+)(?:\\s+(.*))?", Pattern.DOTALL);

  private CommandScript() {}

  /**
   * Reads one command.
   *
   * @return empty for a line to skip
   * @throws IllegalArgumentException if the line has another form
   */
  static Optional<TypedCommand> command(String line) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return Optional.empty();
    }
    Matcher matcher = COMMAND.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not of the form MODULE/TYPE/ROLE JSON");
    }
    try {
      DeviceKey key =
          new DeviceKey(
              Integer.parseUnsignedInt(matcher.group(1)),
              Integer.parseUnsignedInt(matcher.group(2)),
              matcher.group(3));
      String data = matcher.group(4);
      return Optional.of(
          new TypedCommand(Duration.ZERO, key, Payload.ofText(data == null ? "" : data)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" has a number above 4294967295", e);
    }
  }

  /**
   * Reads the lines of a file.
   *
   * @throws IllegalArgumentException naming the first line that has another form
   */
  static List<TypedCommand> file(List<String> lines) {
    List<TypedCommand> commands = new ArrayList<>();
    Duration at = Duration.ZERO;
    for (int i = 0; i < lines.size(); i++) {
      Matcher after = AFTER.matcher(lines.get(i).strip());
      if (after.matches()) {
        double millis = Double.parseDouble(after.group(1)) * (after.group(2).equals("s") ? 1e3 : 1);
        at = at.plusMillis(Math.round(millis));
        continue;
      }
      try {
        Optional<TypedCommand> command = command(lines.get(i));
        if (command.isPresent()) {
          commands.add(new TypedCommand(at, command.get().device(), command.get().data()));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return commands;
  }

  /**
   * A command to send.
   *
   * @param at how long after the start
   */
  record TypedCommand(Duration at, DeviceKey device, Payload data) {}
}
