package gateway.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Values of environment variables that are meant for the gateway. */
public final class EnvironmentValues {

  /**
   * Kubernetes, and Docker with links, set {@code GATEWAY_PORT=tcp://10.96.12.7:8888} in every
   * container beside a service that is called gateway.
   */
  private static final Pattern SERVICE_LINK = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*://.*");

  private EnvironmentValues() {}

  /**
   * Returns a value; none if the variable is not set, is blank, or is a link to a service.
   *
   * @param warnings is told, in a line for the user, that a link is ignored
   */
  public static Optional<String> of(
      Map<String, String> environment, String name, Consumer<String> warnings) {
    Optional<String> value =
        Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    if (value.filter(text -> SERVICE_LINK.matcher(text).matches()).isPresent()) {
      warnings.accept(
          name
              + " is ignored: "
              + value.get()
              + " is what Kubernetes and Docker set for a service of that name (Kubernetes:"
              + " enableServiceLinks: false)");
      return Optional.empty();
    }
    return value;
  }
}
