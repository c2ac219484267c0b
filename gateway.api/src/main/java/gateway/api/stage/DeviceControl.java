package gateway.api.stage;

import gateway.api.device.DeviceKey;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The actions of an operator on a device. Offered by the handler. */
@ProviderType
public interface DeviceControl {

  /**
   * Disconnects a device with cause {@link DisconnectCause#OPERATOR}, as if it had left by itself
   * (PROTOCOL section 3.6). It may connect again at once. May be called from any thread; returns at
   * once.
   *
   * @return completes on the lane of the device's module with whether the device was connected. The
   *     caller bounds its wait: while the lane hangs nothing is answered
   */
  CompletionStage<Boolean> disconnect(DeviceKey device);
}
