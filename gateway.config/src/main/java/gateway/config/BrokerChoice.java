package gateway.config;

import gateway.mqtt.BrokerHost;
import java.util.Optional;

/**
 * Whether the embedded broker runs: when it is asked for, or when an endpoint is where it would
 * listen.
 */
final class BrokerChoice {

  private static final String PID = "gateway.broker";
  private static final String EMBEDDED = "embedded:";
  private static final long DEFAULT_PORT = 1883;

  private BrokerChoice() {}

  /**
   * Makes the choice.
   *
   * @param wanted the option {@code --broker}
   * @param sample whether the configuration is the distribution's own, whose endpoint is the
   *     embedded broker and follows its port
   */
  static void apply(Optional<String> wanted, boolean sample, Draft draft) {
    if (wanted.filter(Arguments.NO_BROKER::equals).isPresent()) {
      draft.remove(PID);
      return;
    }
    wanted
        .filter(value -> value.startsWith(EMBEDDED))
        .map(value -> new Setting.Text(value.substring(EMBEDDED.length())))
        .ifPresent(
            port -> {
              draft.put(PID, "port", port, "--broker");
              if (sample) {
                draft.endpoints().forEach(pid -> draft.put(pid, "port", port, "--broker"));
              }
            });
    String port = draft.get(PID, "port").map(Setting::value).orElse(DEFAULT_PORT).toString();
    if (wanted.isPresent() || draft.endpoints().stream().anyMatch(pid -> isAt(draft, pid, port))) {
      draft.pid(PID);
    } else {
      draft.remove(PID);
    }
  }

  private static boolean isAt(Draft draft, String pid, String port) {
    boolean loopback =
        draft
            .get(pid, "host")
            .filter(host -> BrokerHost.isLoopback(host.value().toString()))
            .isPresent();
    return loopback
        && draft.get(pid, "port").filter(p -> p.value().toString().equals(port)).isPresent();
  }
}
