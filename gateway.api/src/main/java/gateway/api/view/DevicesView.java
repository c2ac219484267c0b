package gateway.api.view;

import gateway.api.device.Device;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The connected devices, offered by the handler. */
@ProviderType
public interface DevicesView {

  /** Returns the connected devices, in the order of their keys. */
  List<DeviceSnapshot> devices();

  /** Returns the counters since the start, by module number and device type. */
  default List<Totals> totals() {
    return List.of();
  }

  /**
   * A connected device.
   *
   * @param device the device as it connected
   * @param connectedFor time since it connected
   * @param statuses valid statuses received on this connection
   * @param forwarded statuses handed to the external client on this connection
   * @param queuedCommands commands of the cloud that wait for a status, at most three
   * @param sinceLastStatus time since the last valid status, or since the connect if there is none
   */
  record DeviceSnapshot(
      Device device,
      Duration connectedFor,
      long statuses,
      long forwarded,
      int queuedCommands,
      Duration sinceLastStatus) {}

  /**
   * Counters of the handler for the devices of one type.
   *
   * @param module module number
   * @param deviceType the type as text; {@code other} for all beyond a bound
   * @param statuses valid statuses
   * @param refusedStatuses statuses that the module refused or failed on
   * @param forwarded statuses handed to the external client
   * @param commands commands of the cloud that were accepted
   * @param refusedCommands commands of the cloud that the module refused or failed on
   * @param droppedCommands accepted commands that newer ones displaced
   */
  record Totals(
      int module,
      String deviceType,
      long statuses,
      long refusedStatuses,
      long forwarded,
      long commands,
      long refusedCommands,
      long droppedCommands) {}
}
