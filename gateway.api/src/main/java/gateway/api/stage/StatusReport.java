package gateway.api.stage;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import java.util.Objects;

/**
 * An aggregated status on its way to the cloud (PROTOCOL sections 3.3, 3.4 and 3.6).
 *
 * @param device the device as it connected
 * @param status the aggregated status, may be empty
 * @param last whether the device has left with this status: it is sent as DISCONNECT
 * @param repeated whether the cloud is told nothing new: an earlier report of the device had this
 *     status. It never enters an error message (PROTOCOL section 4.12)
 */
public record StatusReport(Device device, Payload status, boolean last, boolean repeated) {

  /**
   * Makes a report.
   *
   * @throws NullPointerException if an argument is null
   */
  public StatusReport {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(status, "status");
  }

  /**
   * Makes the report of a status that was not reported before.
   *
   * @throws NullPointerException if an argument is null
   */
  public StatusReport(Device device, Payload status, boolean last) {
    this(device, status, last, false);
  }

  /**
   * Returns the newest undelivered status of a device when this report comes after another
   * undelivered one: this report, or, if it only repeats, the older one, which has left if this one
   * has. Any thread.
   */
  public StatusReport after(StatusReport older) {
    return !repeated ? this : last ? older.asLast() : older;
  }

  /** Returns the same status as the last one of its device. Any thread. */
  public StatusReport asLast() {
    return new StatusReport(device, status, true, repeated);
  }
}
