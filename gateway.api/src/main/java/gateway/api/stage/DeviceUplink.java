package gateway.api.stage;

import gateway.api.device.Payload;
import org.osgi.annotation.versioning.ProviderType;

/** One connection of a device towards the handler. All calls on the lane of the device's module. */
@ProviderType
public interface DeviceUplink {

  /**
   * Hands a status over (PROTOCOL section 3.3). It is answered by exactly one {@link
   * DeviceDownlink#command} or {@link DeviceDownlink#disconnect}, perhaps before this method
   * returns, perhaps later. The next status comes after that answer.
   *
   * @param status the payload, may be empty
   */
  void status(Payload status);

  /**
   * The device has disconnected (PROTOCOL section 3.6). When this method returns its record is
   * removed, and its last statuses are on their way to the external client: a new connection of the
   * same key may follow at once. Later calls, and calls after {@link DeviceDownlink#disconnect}, do
   * nothing.
   */
  void disconnected(DisconnectCause cause);
}
