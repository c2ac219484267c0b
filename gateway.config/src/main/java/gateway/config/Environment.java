package gateway.config;

import java.util.Locale;
import java.util.Map;

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
    for (String key : schema.attributes(pid).orElse(Map.of()).keySet()) {
      String name = variable(pid + '.' + key);
      String value = environment.get(name);
      if (value != null && !value.isBlank()) {
        draft.put(pid, key, new Setting.Text(value), name);
      }
    }
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
