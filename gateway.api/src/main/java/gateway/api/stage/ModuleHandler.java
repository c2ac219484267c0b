package gateway.api.stage;

import gateway.api.device.Device;
import org.osgi.annotation.versioning.ProviderType;

/** Stage 2, as the internal server sees it (PROTOCOL section 3). */
@ProviderType
public interface ModuleHandler {

  /**
   * Opens the link of a device whose connect the internal server has accepted. Called on the lane
   * of the device's module; at most one link per {@link gateway.api.device.DeviceKey} is open.
   *
   * @param downlink where answers go
   * @return where statuses go
   */
  DeviceUplink connect(Device device, DeviceDownlink downlink);
}
