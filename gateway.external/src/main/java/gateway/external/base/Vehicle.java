package gateway.external.base;

import gateway.api.stage.InvalidValueException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who the gateway is for its External Servers (PROTOCOL section 4.1). The names in the messages are
 * the keys of the configuration.
 *
 * @param carId for the topics of the proof of concept, of which it is a part; absent for those of
 *     today, of which company and name are
 */
public record Vehicle(String company, String name, Optional<String> carId) {

  private static final Pattern PART_OF_TOPIC = Pattern.compile("[a-z0-9_]+");
  private static final Pattern CAR_ID = Pattern.compile("[^+#\\s]+");

  public Vehicle {
    if (carId.isEmpty()) {
      checkName("company", company);
      checkName("vehicle", name);
    } else if (!CAR_ID.matcher(carId.get()).matches()) {
      throw new InvalidValueException(
          "car-id", "must be given, without +, # and spaces, but is \"" + carId.get() + '"');
    }
  }

  private static void checkName(String key, String value) {
    if (value == null || !PART_OF_TOPIC.matcher(value).matches()) {
      throw new InvalidValueException(
          key, "must consist of a-z, 0-9 and _ and not be empty, but is \"" + value + '"');
    }
  }

  /** Returns what the client id and the place in the store begin with. */
  public String path() {
    return company + '/' + name;
  }
}
