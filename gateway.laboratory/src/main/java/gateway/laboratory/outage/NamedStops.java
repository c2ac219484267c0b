package gateway.laboratory.outage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error message of the mission module: each finished stop by its name (PROTOCOL section 5.1).
 */
final class NamedStops {

  private static final Pattern ERROR = Pattern.compile("\\{\"finishedStops\":\\[(.*)]}");
  private static final Pattern STOP =
      Pattern.compile("\\{\"name\":\"(\\d{1,9})\",\"position\":\\{[^{}]*}}(,|$)");

  private NamedStops() {}

  static FoldedStatuses explain(String error, int last, StatusHistory history)
      throws WrongErrorMessage {
    Matcher whole = ERROR.matcher(error);
    if (!whole.matches()) {
      throw new WrongErrorMessage("not an error message of a mission: " + error);
    }
    List<Integer> numbers = new ArrayList<>();
    Matcher stop = STOP.matcher(whole.group(1));
    int end = 0;
    while (stop.lookingAt()) {
      numbers.add(Integer.parseInt(stop.group(1)));
      end = stop.end();
      stop.region(end, whole.group(1).length());
    }
    if (end < whole.group(1).length()) {
      throw new WrongErrorMessage("not a stop: " + whole.group(1).substring(end));
    }
    for (int i = 0; i < numbers.size(); i++) {
      int number = numbers.get(i);
      if (number > last || !StatusKind.isNamed(number)) {
        throw new WrongErrorMessage(
            "stop " + number + " in the error message of status " + (last + 1));
      }
      if (i > 0 && number <= numbers.get(i - 1)) {
        throw new WrongErrorMessage("stop " + number + " after stop " + numbers.get(i - 1));
      }
    }
    return new FoldedStatuses(numbers, true);
  }
}
