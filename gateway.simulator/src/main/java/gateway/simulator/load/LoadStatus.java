package gateway.simulator.load;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The status that the devices send: always the same, or two texts that alternate and carry a
 * running number, so that the module sends each change on and the other end can tell which are
 * missing.
 *
 * @param texts one text, or two
 * @param numbered whether the texts carry {@link #FIRST_NUMBER} in place of the running number
 * @param every after how many statuses the other text follows; {@link #FIRST_NUMBER} is the first
 *     of a row if this divides it
 */
public record LoadStatus(List<String> texts, boolean numbered, int every) {

  /** All numbers have as many digits as the first, so that a frame never changes its length. */
  public static final int FIRST_NUMBER = 100_000_000;

  private static final String MISSION =
      "{\"state\":%s,\"telemetry\":{\"speed\":0.5,\"fuel\":0.8,\"position\":"
          + "{\"latitude\":49.2,\"longitude\":16.6,\"altitude\":230.0}},\"nextStop\":null%s}";
  private static final String CAR_ACCESSORY = "{\"pressed\": %s%s}";
  private static final String NUMBER = ",\"sequence\":" + FIRST_NUMBER;

  /**
   * Makes the status of a known module.
   *
   * @throws IllegalArgumentException for any other
   */
  static LoadStatus of(int module, boolean changing) {
    return switch (module) {
      case 1 -> changing ? mission(1) : fixed(MISSION.formatted("\"DRIVE\"", ""));
      case 2 ->
          changing
              ? changing(CAR_ACCESSORY, "true", "false", 1)
              : fixed(CAR_ACCESSORY.formatted("true", ""));
      default ->
          throw new IllegalArgumentException(
              "there is no status for module " + module + " here: give one with --status");
    };
  }

  /** Makes numbered statuses of the mission module, of which the first of each row is sent on. */
  public static LoadStatus mission(int every) {
    return changing(MISSION, "\"DRIVE\"", "\"IDLE\"", every);
  }

  private static LoadStatus changing(String form, String one, String other, int every) {
    return new LoadStatus(
        List.of(form.formatted(one, NUMBER), form.formatted(other, NUMBER)), true, every);
  }

  /** Makes a status that never changes. */
  static LoadStatus fixed(String text) {
    return new LoadStatus(List.of(text), false, 1);
  }

  /** Returns the bytes of a text. */
  byte[] bytes(int text) {
    return texts.get(text).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns where the running number begins, counted from the end of the text, or -1. */
  int numberFromEnd(int text) {
    if (!numbered) {
      return -1;
    }
    String whole = texts.get(text);
    return whole.length() - whole.lastIndexOf(Integer.toString(FIRST_NUMBER));
  }
}
