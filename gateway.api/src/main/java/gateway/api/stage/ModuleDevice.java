package gateway.api.stage;

import gateway.api.module.DeviceLogic;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The decisions of the module that serves now, about one device. To be called on the lane of the
 * module's number only.
 *
 * <p>Every method of {@link DeviceLogic} throws {@link ModuleException} and nothing else: the
 * exception of the module is its cause. This interface hides whether the module answers a whole
 * status at once: the single calls are then answered from that answer.
 */
@ProviderType
public interface ModuleDevice extends DeviceLogic, AutoCloseable {

  /** Forgets the device. Later calls throw {@link ModuleException}. */
  @Override
  void close();
}
