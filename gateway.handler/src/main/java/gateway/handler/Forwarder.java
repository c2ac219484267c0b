package gateway.handler;

import gateway.api.device.DeviceKey;
import gateway.api.stage.ExternalClient;
import gateway.api.stage.StatusReport;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hands statuses to the external client, and keeps the newest of each device while there is none: a
 * stage that restarts costs the statuses in between, never the state of a device.
 */
final class Forwarder {

  private volatile ExternalClient client;
  private final Map<DeviceKey, StatusReport> kept = new LinkedHashMap<>();

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
      kept.put(report.device().key(), report);
    }
  }

  synchronized void attach(ExternalClient arrived) {
    kept.values().forEach(arrived::forward);
    kept.clear();
    client = arrived;
  }

  synchronized void detach(ExternalClient gone) {
    if (client == gone) {
      client = null;
    }
  }
}
