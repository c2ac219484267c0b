package gateway.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Environment variables: every key of every PID has one, {@code gateway.external.company} for
 * instance {@code GATEWAY_EXTERNAL_COMPANY}, and an endpoint's has the endpoint's name in it,
 * {@code GATEWAY_EXTERNAL_ENDPOINT_CLOUD_PASSWORD}.
 */
final class Environment {

  private Environment() {}

  static void apply(Map<String, String> environment, Schema schema, Draft draft) {
    schema.singles().forEach(pid -> apply(environment, schema, draft, pid));
    draft.endpoints().forEach(pid -> apply(environment, schema, draft, pid));
  }

  private static void apply(
      Map<String, String> environment, Schema schema, Draft draft, String pid) {
    schema
        .attributes(pid)
        .orElse(Map.of())
        .forEach((key, attribute) -> apply(environment, pid, attribute, draft));
  }

  private static void apply(
      Map<String, String> environment, String pid, Schema.Attribute attribute, Draft draft) {
    String name = variable(pid + '.' + attribute.key());
    Optional<String> value =
        attribute.secret()
            ? Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank())
            : EnvironmentValues.of(environment, name, draft::warn);
    value.ifPresent(text -> draft.put(pid, attribute.key(), new Setting.Text(text), name));
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
