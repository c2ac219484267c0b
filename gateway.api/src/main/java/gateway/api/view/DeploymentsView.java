package gateway.api.view;

import gateway.api.view.Outcome.Kind;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The deploy folder, offered by the deployer. */
@ProviderType
public interface DeploymentsView {

  /**
   * Returns the jars of the folder, by file name, and behind them the bundles that were installed
   * without it and refused; before them the folder itself while it cannot be read.
   */
  List<DeploymentSnapshot> deployments();

  /**
   * A jar of the deploy folder.
   *
   * @param file file name; for a bundle that was installed without the folder, its location
   * @param bundle symbolic name and version; empty for one that is not a bundle
   * @param state its state
   * @param reason why it was refused, or another remark about it
   * @param outcome what has become of it
   */
  record DeploymentSnapshot(
      String file, String bundle, State state, String reason, Outcome outcome) {

    /** Makes the snapshot of a jar of which no more is known than its state. */
    public DeploymentSnapshot(String file, String bundle, State state, String reason) {
      this(
          file,
          bundle,
          state,
          reason,
          switch (state) {
            case ARRIVING -> new Outcome(Kind.ARRIVES, "arrives");
            case STARTED -> new Outcome(Kind.ARRIVES, "starts");
            case REFUSED -> new Outcome(Kind.REFUSED, "refused: " + reason);
          });
    }
  }

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
