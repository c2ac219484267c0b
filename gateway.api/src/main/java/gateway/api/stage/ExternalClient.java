package gateway.api.stage;

import gateway.api.device.Payload;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Stage 3, as the handler sees it (PROTOCOL section 4). */
@ProviderType
public interface ExternalClient {

  /**
   * Takes a status for delivery, at least once and in order per device. May be called from any
   * thread; the calls for one device come from one thread. Returns at once: devices are never
   * slowed by the cloud.
   *
   * @return completes when this stage is responsible for the status: the status is delivered or on
   *     the disk, or cannot be written to the disk now, which {@code gateway.api.view.StoreView}
   *     shows. It may complete on any thread, and does so within {@code store-after} and a commit
   *     (0.2 s by default). A caller in another container keeps the status until then; within one
   *     container no caller needs to wait for it. It never completes if the process ends before
   */
  CompletionStage<Void> forward(StatusReport report);

  /**
   * Takes a status that a former process of this stage had and may have delivered, from a caller in
   * another container: like {@link #forward}, but the status is folded with the data that was
   * undelivered when that process ended (PROTOCOL section 4.12), so that the cloud does not receive
   * it after newer ones.
   *
   * @return as {@link #forward}
   */
  CompletionStage<Void> forwardAgain(StatusReport report);

  /**
   * Takes an error message that a caller in another container has folded, because its undelivered
   * data exceeded a limit (PROTOCOL section 4.12). May be called from any thread, in the same order
   * of the calls for one device as {@link #forward}.
   *
   * <p>Two error messages cannot be folded into one: older data of this device must have been
   * delivered before.
   *
   * @param newest the newest undelivered status, which is not in the error message
   * @param error the error message into which the statuses before it are folded
   * @return completes with true like {@link #forward}; soon with false if data of this device is
   *     undelivered here: the caller keeps the error message and later statuses, and retries later
   */
  CompletionStage<Boolean> forwardFolded(StatusReport newest, Payload error);
}
