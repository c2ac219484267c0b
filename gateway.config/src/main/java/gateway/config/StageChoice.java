package gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration that a container with a single stage needs in addition, and the parts that it
 * leaves out (PROTOCOL sections 6.5 and 7). One file serves all containers of a gateway.
 */
final class StageChoice {

  private static final String PID = "gateway.ipc";
  private static final String INTERNAL_SERVER = "internal-server";
  private static final List<String> STAGES =
      List.of(INTERNAL_SERVER, "module-handler", "external-client");
  private static final long FIRST_WEB_PORT = 8081;

  private StageChoice() {}

  static void apply(Optional<String> stage, Map<String, String> environment, Draft draft) {
    if (stage.isEmpty()) {
      draft.remove(PID);
      return;
    }
    String name = stage.get();
    draft.remove("gateway.broker");
    draft.put(PID, "stage", name, "the stage");
    variable(environment, "IPC_MQTT_HOST", "host", draft);
    variable(environment, "IPC_MQTT_PORT", "port", draft);
    if (!name.equals(INTERNAL_SERVER)) {
      draft.pid("gateway.registry.lanes");
    }
    if (draft.get(WebListener.PID, "port").isEmpty()) {
      draft.put(WebListener.PID, "port", FIRST_WEB_PORT + STAGES.indexOf(name), "default");
    }
  }

  private static void variable(
      Map<String, String> environment, String name, String key, Draft draft) {
    EnvironmentValues.of(environment, name, draft::warn)
        .ifPresent(value -> draft.put(PID, key, new Setting.Text(value), name));
  }
}
