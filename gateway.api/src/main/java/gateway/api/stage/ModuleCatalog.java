package gateway.api.stage;

import java.util.Collection;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The modules that serve now. Offered by the registry; in split containers from the announcements
 * of the handler.
 *
 * <p>All methods may be called from any thread and return at once.
 */
@ProviderType
public interface ModuleCatalog {

  /** Returns the module that serves a number now. */
  Optional<ServedModule> find(int number);

  /**
   * Tells whether a number has lost its last module less than the module grace (2 s by default)
   * ago, so that a successor may still come. Connects for it are held, not refused.
   */
  boolean isAwaited(int number);

  /** Returns the modules that serve now, by number. */
  Collection<ServedModule> served();

  /**
   * Implemented by a component that needs the changes of the catalog: a service, called after each
   * change.
   */
  interface Listener {
    /**
     * The catalog has changed for this number: a module came, was replaced, left, or its grace has
     * ended. Called on the registry's thread; must return at once.
     */
    void moduleChanged(int number);
  }
}
