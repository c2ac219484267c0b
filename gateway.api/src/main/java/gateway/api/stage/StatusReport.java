package gateway.api.stage;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import java.util.Objects;

/**
 * An aggregated status on its way to the cloud (PROTOCOL sections 3.3 and 3.6).
 *
 * @param device the device as it connected
 * @param status the aggregated status, may be empty
 * @param last whether the device has left with this status: it is sent as DISCONNECT
 */
public record StatusReport(Device device, Payload status, boolean last) {

  /**
   * Makes a report.
   *
   * @throws NullPointerException if an argument is null
   */
  public StatusReport {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(status, "status");
  }
}
