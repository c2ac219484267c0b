package gateway.api.stage;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The actions of an operator on the deploy folder. Offered by the deployer. All methods may be
 * called from any thread and return at once.
 */
@ProviderType
public interface DeploymentControl {

  /**
   * Returns the files that can be rolled back, each with the symbolic name and version of the
   * content that it had before.
   */
  Map<String, String> earlier();

  /**
   * Deletes a jar from the deploy folder, as if it were deleted there.
   *
   * @param file name of a file in the folder
   * @return completes with what was removed, exceptionally if it cannot be deleted; empty if there
   *     is no jar of this name
   */
  CompletionStage<Optional<String>> remove(String file);

  /**
   * Writes the content that a jar had before into the deploy folder again, under the same name. It
   * takes over as any new content does, and the content that it replaces can be rolled back to in
   * turn when it is proven.
   *
   * @param file name of a file in the folder
   * @return completes with symbolic name and version of the earlier content, exceptionally if it
   *     cannot be written; empty if no earlier content of a file of this name is kept
   */
  CompletionStage<Optional<String>> rollBack(String file);
}
