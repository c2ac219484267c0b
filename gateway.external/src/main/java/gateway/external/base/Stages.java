package gateway.external.base;

import gateway.api.stage.CommandSink;
import gateway.api.stage.DeviceDirectory;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ModuleRuntime;
import java.util.Optional;

/** The neighbours of this stage, each of which may come and go. Any thread. */
public interface Stages {

  /** Returns where commands go. */
  Optional<CommandSink> commands();

  /** Returns the directory of the live devices. */
  Optional<DeviceDirectory> devices();

  /** Returns which modules serve. */
  Optional<ModuleCatalog> catalog();

  /** Returns what folds error messages. */
  Optional<ModuleRuntime> runtime();
}
