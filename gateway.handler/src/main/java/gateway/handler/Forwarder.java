package gateway.handler;

import gateway.api.device.DeviceKey;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.StatusReport;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands statuses to the external client, and keeps the newest of each device while there is none: a
 * stage that restarts costs the statuses in between, never the state of a device. Beyond {@link
 * #MAX_KEPT} devices (or 4 MiB) the one that was kept first is dropped: where no external client is
 * configured none may ever come.
 */
final class Forwarder {

  static final int MAX_KEPT = 1000;
  private static final long MAX_KEPT_BYTES = 4 * 1024 * 1024;

  private volatile @Nullable ExternalClient client;
  private final Map<DeviceKey, StatusReport> kept = new LinkedHashMap<>();
  private long keptBytes;

  void forward(StatusReport report) {
    ExternalClient present = client;
    if (present != null) {
      present.forward(report);
    } else {
      keep(report);
    }
  }

  private synchronized void keep(StatusReport report) {
    ExternalClient present = client;
    if (present != null) {
      present.forward(report);
    } else {
      StatusReport before = kept.put(report.device().key(), report);
      keptBytes += report.status().size() - (before == null ? 0 : before.status().size());
      while (kept.size() > MAX_KEPT || keptBytes > MAX_KEPT_BYTES) {
        Iterator<StatusReport> oldest = kept.values().iterator();
        keptBytes -= oldest.next().status().size();
        oldest.remove();
      }
    }
  }

  synchronized void attach(ExternalClient arrived) {
    kept.values().forEach(arrived::forward);
    kept.clear();
    keptBytes = 0;
    client = arrived;
  }

  synchronized void detach(ExternalClient gone) {
    if (client == gone) {
      client = null;
    }
  }
}
