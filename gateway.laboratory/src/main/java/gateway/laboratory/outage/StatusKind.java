package gateway.laboratory.outage;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of device whose every status is forwarded, and whose error messages can be checked against
 * what was folded into them.
 */
enum StatusKind {

  /** Module 1: an error message names each finished stop, and the stop bears the number. */
  MISSION(1, "driving") {

    @Override
    String status(int number) {
      return "{\"state\":\""
          + (isNamed(number) ? "IN_STOP" : "DRIVE")
          + "\",\"telemetry\":{\"speed\":0.5},\"nextStop\":{\"name\":\""
          + number
          + "\",\"position\":{\"latitude\":49.2,\"longitude\":16.6,\"altitude\":230.0}}"
          + SEQUENCE
          + number
          + '}';
    }

    @Override
    String command(int number) {
      return "{\"action\":\"START\",\"route\":\"R" + number + "\",\"stops\":[]}";
    }

    @Override
    FoldedStatuses explain(String error, int last, StatusHistory history) throws WrongErrorMessage {
      return NamedStops.explain(error, last, history);
    }
  },

  /** Module 2: an error message counts the statuses and those with a pressed button. */
  BUTTON(2, "button") {

    @Override
    String status(int number) {
      return "{\"pressed\": " + isPressed(number) + SEQUENCE + number + '}';
    }

    @Override
    String command(int number) {
      return "{\"lit_up\": " + (number % 2 == 0) + '}';
    }

    @Override
    FoldedStatuses explain(String error, int last, StatusHistory history) throws WrongErrorMessage {
      return CountedRun.explain(error, last, history);
    }
  };

  private static final String SEQUENCE = ", \"sequence\": ";
  private static final String PADDING = ", \"padding\": \"";
  private static final Pattern NUMBER = Pattern.compile("\"sequence\": ?(\\d{1,9})");
  private static final int DRIVES_BETWEEN = 8;

  final int module;
  final String role;

  StatusKind(int module, String role) {
    this.module = module;
    this.role = role;
  }

  /** Makes the status with this number, unlike the one before. */
  abstract String status(int number);

  /** Makes it this many bytes longer. */
  String status(int number, int padding) {
    String status = status(number);
    return padding == 0
        ? status
        : status.substring(0, status.length() - 1) + PADDING + "x".repeat(padding) + "\"}";
  }

  /** Makes a valid command. */
  abstract String command(int number);

  /**
   * Finds out which statuses an error message holds.
   *
   * @param last the newest status that it may hold: the one before that which carried it
   * @throws WrongErrorMessage if no statuses of the device make this error message
   */
  abstract FoldedStatuses explain(String error, int last, StatusHistory history)
      throws WrongErrorMessage;

  /** Tells whether an error message says which statuses it holds, and not only how many. */
  boolean tellsWhich() {
    return this == MISSION;
  }

  /** Reads the number of a status. */
  static OptionalInt number(String status) {
    Matcher matcher = NUMBER.matcher(status);
    return matcher.find()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** Tells whether the error message of a mission names this status. */
  static boolean isNamed(int number) {
    return number % DRIVES_BETWEEN != 0;
  }

  /** Tells whether the button is pressed; without a pattern, so that a wrong count shows. */
  static boolean isPressed(int number) {
    int mixed = (number ^ number >>> 7) * 0x85EBCA6B;
    mixed = (mixed ^ mixed >>> 13) * 0xC2B2AE35;
    return (mixed >>> 31) == 1;
  }
}
