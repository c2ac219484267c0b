package gateway.simulator.device;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Varies a JSON text: booleans become either value, numbers move by up to a tenth (small whole
 * numbers by one), negative ones stay negative. Texts and nulls stay, and so does what the key
 * {@code state} holds, which is a number in one form of the mission status.
 */
final class Variation {

  private static final Pattern LEAF =
      Pattern.compile(
          "(\"state\"\\s*:\\s*[^,}\\]]*)"
              + "|(\"(?:[^\"\\\\]|\\\\.)*\")"
              + "|(true|false)"
              + "|(-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)",
          Pattern.DOTALL);

  private final RandomGenerator random;

  Variation(RandomGenerator random) {
    this.random = random;
  }

  /** Returns the text with other values. */
  String of(String json) {
    return LEAF.matcher(json)
        .replaceAll(
            leaf -> Matcher.quoteReplacement(varied(leaf.group(), leaf.group(3), leaf.group(4))));
  }

  private String varied(String text, String bool, String number) {
    if (bool != null) {
      return Boolean.toString(random.nextBoolean());
    }
    if (number == null) {
      return text;
    }
    double value = Double.parseDouble(number);
    if (number.chars().allMatch(c -> c == '-' || Character.isDigit(c))) {
      long step = Math.max(1, Math.round(Math.abs(value) / 10));
      long moved = Math.round(Math.abs(value)) + random.nextLong(-step, step + 1);
      return Long.toString((value < 0 ? -1 : 1) * Math.max(0, moved));
    }
    return String.format(Locale.ROOT, "%.3f", value * random.nextDouble(0.9, 1.1));
  }
}
