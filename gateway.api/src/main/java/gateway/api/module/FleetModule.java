package gateway.api.module;

import gateway.api.device.Payload;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Support for the devices of one module number: a DS component that offers this service and carries
 * {@link ModuleProperties}. Mirrors the module interface of PROTOCOL section 3.1.
 *
 * <p>Never called concurrently, nor concurrently with a {@link DeviceLogic} that it has made (see
 * the package).
 */
@ConsumerType
public interface FleetModule {

  /**
   * Makes the logic of one device. Called when a device of a supported type sends its first status,
   * and again for every connected device when this module takes over from another version; {@link
   * DeviceContext#currentStatus()} then holds the device's state. Before a version takes over, the
   * method is also called for a rehearsal: the logic answers the current status of some device a
   * number of times, the answers are discarded, and the logic is dropped.
   *
   * @param device type, clock and state of the device
   * @return a new logic, not shared with another device
   */
  DeviceLogic newDevice(DeviceContext device);

  /**
   * Folds a status that could not be delivered to the cloud into the error message of its device
   * ({@code aggregate_error}; PROTOCOL section 4.12). Statuses come oldest first. Must depend on
   * the arguments alone: it may run in another process than the device's logic.
   *
   * @param deviceType a supported device type
   * @param error the error message so far; absent for the first undelivered status; maybe left by
   *     another version, or by another module that had the number before
   * @param status the undelivered status, one that {@link DeviceLogic#isStatusValid} accepted, or
   *     that {@link DeviceLogic#aggregate} made
   * @return the new error message, which the gateway limits to 64 KiB by default: a larger one is a
   *     failure. Empty for a module that has none, which the External Server ignores. When this
   *     call fails, the old error message stays
   */
  Payload aggregateError(int deviceType, Optional<Payload> error, Payload status);
}
