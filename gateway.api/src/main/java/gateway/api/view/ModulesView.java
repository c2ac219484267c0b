package gateway.api.view;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The known modules, offered by the registry. The service property {@link #SERVING} holds the
 * modules that serve, in words, for code that cannot use this type.
 */
@ProviderType
public interface ModulesView {

  /** Service property: {@code String[]} of {@code number name version}, live. */
  String SERVING = "serving";

  /** Returns the modules by number, then best first. */
  List<ModuleSnapshot> modules();

  /**
   * Returns the cost of the swaps since the start, by module number: for each device the time that
   * another version took for the first status, and for each number the time that it had no version.
   * A number that was never swapped is missing.
   */
  default Map<Integer, DurationHistogram> swapPauses() {
    return Map.of();
  }

  /**
   * Returns how many undelivered statuses since the start are in no error message, because their
   * module could not fold them, hung, or would have made the error message too large, by module
   * number. A number without such losses is missing.
   */
  default Map<Integer, Long> unfoldedStatuses() {
    return Map.of();
  }

  /**
   * A module that has registered itself.
   *
   * @param number module number
   * @param name bundle symbolic name
   * @param version bundle version
   * @param deviceTypes supported types, {@code *} for all
   * @param state what it does
   * @param reason why it does not serve, or that it is on trial; else empty
   */
  record ModuleSnapshot(
      int number, String name, String version, String deviceTypes, State state, String reason) {}

  /** State of a module. */
  enum State {
    /** It serves its number. */
    SERVING,
    /** A newer version of it serves. */
    STANDBY,
    /** Another module owns the number. */
    WAITING,
    /** It refuses what the version before accepts, so that one goes on. */
    REFUSING,
    /** It failed and was set aside. */
    QUARANTINED
  }
}
