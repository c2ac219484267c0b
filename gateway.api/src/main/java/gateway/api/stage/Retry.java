package gateway.api.stage;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tries again what was given up: offered by the registry for modules that were set aside, and by
 * the deployer for jars that were refused. What an operator asks for goes to all of them.
 */
@ProviderType
public interface Retry {

  /**
   * Tries again what is called this. Returns at once, from any thread; what becomes of it is in the
   * views.
   *
   * @param name for the registry a bundle symbolic name, with a blank and a version behind it or
   *     without, or a module number; for the deployer the name of a file in the deploy folder
   * @return what is tried again, in words; empty if nothing that is called this was given up
   */
  List<String> retry(String name);
}
