package gateway.api.stage;

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
   * After so many statuses answered in a row, none of which another version had to answer in its
   * place, a version is proven.
   */
  int PROVEN_AFTER = 100;

  /** Returns how the modules of a bundle fare; of several, the one that fares worst counts. */
  Standing standing(long bundleId);

  /**
   * Says which bundle has taken the place of another, such as a new content of the same file. As
   * long as the successor has a healthy module, those of the other serve only when nothing else
   * can, whatever their versions.
   *
   * @param successor the other bundle's id; empty if none has taken its place (any more)
   */
  void setSuccessor(long bundleId, OptionalLong successor);

  /** Tries the modules of a bundle again that were set aside. */
  void retry(long bundleId);

  /** How the modules of a bundle fare, the worst last. */
  enum Standing {
    /** The bundle offers no module. */
    NONE,
    /** It has answered {@link #PROVEN_AFTER} statuses. */
    PROVEN,
    /** It has answered fewer than {@link #PROVEN_AFTER} statuses, perhaps because none came. */
    ON_TRIAL,
    /** It failed, and serves nobody until it is tried again. */
    SET_ASIDE
  }
}
