package gateway.api.stage;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Shows that a stage is alive, so that a supervisor restarts a process that is not. Each loop that
 * does the work (the one that accepts devices, the one of an endpoint, the one that watches the
 * modules) offers a {@code java.util.function.Supplier<java.util.concurrent.CompletionStage<?>>}
 * with the service property {@link #PROPERTY} (types of the JDK, because the launcher lives outside
 * the bundles).
 *
 * <p>A call returns at once, from any thread. The stage it returns completes normally, and on the
 * loop itself, when the loop has come to it; exceptionally if only a restart would help; never, if
 * the loop hangs or has ended. A lane on which modules run never stands in between: a module that
 * hangs costs its lane, and not the process.
 *
 * <p>The launcher asks all of them a few times per watchdog period, and the watchdog is content
 * when all have answered one round. The health check of the loops reads them as well.
 */
@ProviderType
public interface Heartbeat {

  /** Service property that marks the supplier. */
  String PROPERTY = "gateway.heartbeat";

  /** Service property with the name of the loop, for people. */
  String NAME = "gateway.heartbeat.name";

  /** Returns the service properties of the heartbeat of a loop. */
  static Dictionary<String, Object> properties(String name) {
    return new Hashtable<>(Map.of(PROPERTY, true, NAME, name));
  }
}
