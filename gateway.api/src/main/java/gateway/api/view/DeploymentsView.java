package gateway.api.view;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The deploy folder, offered by the deployer. */
@ProviderType
public interface DeploymentsView {

  /**
   * Returns the jars of the folder, by file name, and behind them the bundles that were installed
   * without it and refused.
   */
  List<DeploymentSnapshot> deployments();

  /**
   * A jar of the deploy folder.
   *
   * @param file file name; for a bundle that was installed without the folder, its location
   * @param bundle symbolic name and version; empty for one that is not a bundle
   * @param state its state
   * @param reason why it was refused, or another remark about it
   */
  record DeploymentSnapshot(String file, String bundle, State state, String reason) {}

  /** State of a jar. */
  enum State {
    /** Still being written. */
    ARRIVING,
    /** Installed and started. */
    STARTED,
    /** Not installed, or not started. */
    REFUSED
  }
}
