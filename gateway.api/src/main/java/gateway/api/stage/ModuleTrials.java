package gateway.api.stage;

import gateway.api.view.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How the versions of a module perform, for the deployer, which installs and removes them. Offered
 * by the registry.
 *
 * <p>All methods may be called from any thread and return at once.
 */
@ProviderType
public interface ModuleTrials {

  /**
   * Number of statuses that a version must answer in a row, none of them answered by another
   * version in its place, to be proven.
   */
  int PROVEN_AFTER = 100;

  /** Returns the standing of a bundle's modules; if there are several, the worst standing. */
  Standing standing(long bundleId);

  /**
   * Returns what has become of a bundle's modules; if there are several, all of it.
   *
   * @return empty if the bundle has offered no module
   */
  Optional<Outcome> outcome(long bundleId);

  /**
   * Sets the bundle that replaces another one, such as the new content of the same file. While the
   * successor has a healthy module, the modules of the replaced bundle serve only if no other can,
   * independent of their versions.
   *
   * @param successor the other bundle's id; empty if none has taken its place (any more)
   */
  void setSuccessor(long bundleId, OptionalLong successor);

  /**
   * Tries the modules of a bundle again that were set aside or refuse what the version before
   * accepts.
   *
   * @param force whether they may refuse it from now on
   * @return the modules that are tried again, in words
   */
  List<String> retry(long bundleId, boolean force);

  /** Standing of the modules of a bundle, the worst last. */
  enum Standing {
    /** The bundle offers no module. */
    NONE,
    /** It has answered {@link #PROVEN_AFTER} statuses. */
    PROVEN,
    /** It has answered fewer than {@link #PROVEN_AFTER} statuses, perhaps because none came. */
    ON_TRIAL,
    /**
     * It failed, or refuses what the version before accepts, and serves no device until it is
     * retried.
     */
    SET_ASIDE
  }
}
