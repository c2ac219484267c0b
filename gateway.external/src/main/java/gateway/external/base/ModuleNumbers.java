package gateway.external.base;

import gateway.api.stage.InvalidValueException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The module numbers of an endpoint: named ones, or every number that no other endpoint names.
 *
 * @param all whether it takes what no other endpoint names
 * @param named the numbers it names
 */
public record ModuleNumbers(boolean all, Set<Integer> named) {

  public ModuleNumbers {
    named = Set.copyOf(named);
  }

  /**
   * Reads the key {@code modules}.
   *
   * @throws InvalidValueException naming the entry that is neither a number nor "*"
   */
  public static ModuleNumbers parse(String... entries) {
    boolean all = false;
    Set<Integer> named = new TreeSet<>();
    for (String entry : entries) {
      String text = entry.trim();
      if (text.equals("*")) {
        all = true;
      } else if (!named.add(number(text))) {
        throw new InvalidValueException("modules", "names " + text + " twice");
      }
    }
    if (!all && named.isEmpty()) {
      throw new InvalidValueException("modules", "must name a module number or be \"*\"");
    }
    return new ModuleNumbers(all, named);
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidValueException(
          "modules",
          "must hold numbers from 0 to 4294967295 or \"*\", but holds \"" + text + '"',
          e);
    }
  }

  @Override
  public String toString() {
    String numbers =
        named.stream()
            .sorted(Integer::compareUnsigned)
            .map(Integer::toUnsignedString)
            .collect(Collectors.joining(","));
    return all && numbers.isEmpty() ? "*" : all ? numbers + ",*" : numbers;
  }
}
