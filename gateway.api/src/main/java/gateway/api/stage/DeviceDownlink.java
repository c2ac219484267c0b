package gateway.api.stage;

import gateway.api.device.Payload;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One connection of a device, as the handler sees it. All calls on the lane of the device's module.
 * Calls for a connection that has ended do nothing.
 */
@ProviderType
public interface DeviceDownlink {

  /**
   * Sends a command: the answer to the status that is waiting for one, or, for a module with push
   * commands, an unsolicited one (PROTOCOL section 2.5).
   *
   * @param command the payload, may be empty
   */
  void command(Payload command);

  /**
   * Closes the connection. The handler has already removed the device; no {@link
   * DeviceUplink#disconnected} follows.
   */
  void disconnect(DisconnectCause cause);
}
