package gateway.api.stage;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The only way to a module: every call is guarded, timed and made on the lane of the module's
 * number. Offered by the registry.
 */
@ProviderType
public interface ModuleRuntime {

  /** Returns the lane of a number. Any thread. */
  Lane lane(int number);

  /**
   * Opens the decisions of one device. What is returned stays valid when the module is swapped: the
   * version that serves at the time of each call makes them, beginning from {@code currentStatus}.
   *
   * <p>On the lane of the device's module.
   *
   * @param currentStatus the device's current status, asked when a version of the module meets the
   *     device; on the lane
   */
  ModuleDevice open(DeviceKey device, Supplier<Optional<Payload>> currentStatus);

  /**
   * Folds undelivered statuses into an error message, oldest first (PROTOCOL section 4.12). May be
   * called from any thread; runs on the lane.
   *
   * @param error the error message so far
   * @return completes on any thread, and always within the hang limit of a module call (1 s by
   *     default); exceptionally if nothing could be folded because no module serves the number or
   *     its lane hangs
   */
  CompletionStage<Folded> foldErrors(
      int number, int deviceType, Optional<Payload> error, List<Payload> statuses);

  /**
   * What folding gave.
   *
   * @param error the error message after the last status that could be folded
   * @param failures how many of the statuses the module failed to fold
   */
  record Folded(Optional<Payload> error, int failures) {}
}
