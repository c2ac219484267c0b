package gateway.api.stage;

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
   * @return completes when this stage has taken the responsibility for the status; before that the
   *     caller keeps it. In one container it is complete on return
   */
  CompletionStage<Void> forward(StatusReport report);
}
