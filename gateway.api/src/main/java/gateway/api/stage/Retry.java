package gateway.api.stage;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Retries modules that were set aside (offered by the registry) and jars that were refused (offered
 * by the deployer). A request of an operator goes to all services of this type.
 */
@ProviderType
public interface Retry {

  /**
   * Retries the module or jar of this name. Returns at once, from any thread; the result is visible
   * in the views.
   *
   * @param name for the registry a bundle symbolic name, with a blank and a version behind it or
   *     without, or a module number; for the deployer the name of a file in the deploy folder
   * @param force whether a version may refuse from now on what the version before accepts
   * @return the modules or jars that are retried, in words; empty if none of this name was set
   *     aside or refused
   */
  List<String> retry(String name, boolean force);
}
