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
}
