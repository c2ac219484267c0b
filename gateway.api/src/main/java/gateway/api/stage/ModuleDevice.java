package gateway.api.stage;

import gateway.api.module.DeviceLogic;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The decisions of the module that serves now, about one device. To be called on the lane of the
 * module's number only.
 *
 * <p>Every method of {@link DeviceLogic} throws {@link ModuleException} and nothing else: whatever
 * the module threw is its cause. Whether the module answers a whole status at once does not show
 * here: the single calls are then answered from it.
 */
@ProviderType
public interface ModuleDevice extends DeviceLogic, AutoCloseable {

  /** Forgets the device. Later calls throw {@link ModuleException}. */
  @Override
  void close();
}
