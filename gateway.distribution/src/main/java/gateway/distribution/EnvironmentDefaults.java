package gateway.distribution;

import gateway.config.EnvironmentValues;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Environment variables of options: {@code GATEWAY_IP_ADDRESS} for {@code --ip-address}, and so on.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {

  private static final Set<String> OPTIONS =
      Set.of(
          "--ip-address",
          "--port",
          "--config",
          "--deploy",
          "--data",
          "--broker",
          "--http",
          "--no-http");

  private final Map<String, String> environment;
  private final Consumer<String> warnings;
  private final Set<String> told = new HashSet<>();

  /** Takes the variables of this process. */
  EnvironmentDefaults() {
    this(System.getenv(), System.err::println);
  }

  EnvironmentDefaults(Map<String, String> environment, Consumer<String> warnings) {
    this.environment = environment;
    this.warnings = warnings;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !OPTIONS.contains(option.longestName())) {
      return null;
    }
    String name =
        "GATEWAY_" + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    return EnvironmentValues.of(environment, name, this::warnOnce).orElse(null);
  }

  /** picocli asks more than once. */
  private void warnOnce(String warning) {
    if (told.add(warning)) {
      warnings.accept(warning);
    }
  }
}
