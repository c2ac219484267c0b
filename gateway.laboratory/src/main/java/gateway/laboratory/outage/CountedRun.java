package gateway.laboratory.outage;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An error message of the car accessory module: counts only (PROTOCOL section 5.3). What it holds
 * is a run of statuses that ends before the one that carried it, so the counts say where the run
 * begins.
 */
final class CountedRun {

  private static final Pattern ERROR =
      Pattern.compile(
          "\\{\"pressed_count\": (\\d{1,9}), \"not_pressed_count\": (\\d{1,9}),"
              + " \"total_statuses\": (\\d{1,9})}");

  private CountedRun() {}

  static FoldedStatuses explain(String error, int last, StatusHistory history)
      throws WrongErrorMessage {
    Matcher matcher = ERROR.matcher(error);
    if (!matcher.matches()) {
      throw new WrongErrorMessage("not an error message of a car accessory: " + error);
    }
    int pressed = Integer.parseInt(matcher.group(1));
    int released = Integer.parseInt(matcher.group(2));
    if (pressed + released != Integer.parseInt(matcher.group(3))) {
      throw new WrongErrorMessage("counts that do not add up: " + error);
    }
    OptionalInt first = firstOf(pressed, released, last, history);
    if (first.isEmpty()) {
      throw new WrongErrorMessage(
          "no run of statuses up to " + last + " has the counts " + error + sums(last, history));
    }
    return new FoldedStatuses(numbers(first.getAsInt(), pressed, released, last, history), false);
  }

  /** Of those that may be missing in it, the older ones are more likely to be there. */
  private static List<Integer> numbers(
      int first, int pressed, int released, int last, StatusHistory history) {
    int[] spare = {released, pressed};
    IntStream.rangeClosed(first, last)
        .filter(history::isOwed)
        .forEach(number -> spare[StatusKind.isPressed(number) ? 1 : 0]--);
    return IntStream.rangeClosed(first, last)
        .filter(
            number -> history.isOwed(number) || spare[StatusKind.isPressed(number) ? 1 : 0]-- > 0)
        .boxed()
        .toList();
  }

  /**
   * Finds the first number of the run: of those that the counts allow, the one that leaves nothing
   * owed behind and repeats least; if there is none, the one that leaves least behind.
   */
  private static OptionalInt firstOf(int pressed, int released, int last, StatusHistory history) {
    Sum ofPressed = new Sum();
    Sum ofReleased = new Sum();
    OptionalInt found = OptionalInt.empty();
    int oldestOwed = oldestOwed(last, history);
    for (int number = last; number >= history.oldest(); number--) {
      Sum sum = StatusKind.isPressed(number) ? ofPressed : ofReleased;
      sum.add(history, number);
      if (ofPressed.least > pressed || ofReleased.least > released) {
        break;
      }
      if (ofPressed.allows(pressed) && ofReleased.allows(released)) {
        found = OptionalInt.of(number);
        if (number <= oldestOwed) {
          break;
        }
      }
    }
    return found;
  }

  private static int oldestOwed(int last, StatusHistory history) {
    return IntStream.rangeClosed(history.oldest(), last)
        .filter(number -> history.isOwed(number) && history.isMissing(number))
        .findFirst()
        .orElse(last + 1);
  }

  private static String sums(int last, StatusHistory history) {
    long owed =
        IntStream.rangeClosed(history.oldest(), last)
            .filter(number -> history.isOwed(number) && history.isMissing(number))
            .count();
    return " (" + owed + " undelivered, the oldest is " + oldestOwed(last, history) + ")";
  }

  /** How many statuses of a run count for certain, and how many more may. */
  private static final class Sum {
    private int least;
    private int more;

    void add(StatusHistory history, int number) {
      if (history.isOwed(number)) {
        least++;
      } else {
        more++;
      }
      more += history.repeats(number);
    }

    boolean allows(int count) {
      return count >= least && count <= least + more;
    }
  }
}
