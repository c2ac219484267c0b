package gateway.api.module;

import gateway.api.device.Payload;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The device for which a module makes a {@link DeviceLogic}. */
@ProviderType
public interface DeviceContext {

  /** Returns the device type, one of the supported ones. */
  int deviceType();

  /**
   * Returns the monotonic time in nanoseconds, from an arbitrary origin. Only differences have a
   * meaning. Modules use this instead of the system's clocks, so that they can be tested without
   * waiting.
   */
  long nanoTime();

  /**
   * Returns the current (aggregated) status of a device that another version of the module has
   * served until now; absent for a device that has not sent a status yet. The value is the one at
   * the time of {@link FleetModule#newDevice}.
   */
  Optional<Payload> currentStatus();
}
