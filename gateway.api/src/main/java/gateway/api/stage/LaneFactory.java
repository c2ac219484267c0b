package gateway.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes the lanes. Offered by the internal server, whose lanes are the event loops of the device
 * sockets; in a container without one, by the registry.
 */
@ProviderType
public interface LaneFactory {

  /**
   * Returns the lane of a module number: always the same one, until it is abandoned; then a new
   * one. May be called from any thread.
   */
  Lane lane(int moduleNumber);
}
