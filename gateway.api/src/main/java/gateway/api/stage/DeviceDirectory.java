package gateway.api.stage;

import gateway.api.device.Device;
import gateway.api.device.Payload;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The live devices, as the external client sees the handler (PROTOCOL sections 3.5, 4.4). */
@ProviderType
public interface DeviceDirectory {

  /**
   * Lists the devices that have sent at least one status and are still connected. May be called
   * from any thread.
   *
   * <p>Order with {@link ExternalClient#forward}: a device that is missing from the list, although
   * it was forwarded before, has its last report already forwarded or about to be.
   *
   * @return completes within 2 s; exceptionally if the handler is out of reach. In one container it
   *     is complete on return
   */
  CompletionStage<List<LiveDevice>> liveDevices();

  /**
   * A live device.
   *
   * @param device the device as it connected
   * @param currentStatus its aggregated status now
   */
  record LiveDevice(Device device, Payload currentStatus) {}
}
