package gateway.deployer;

import gateway.api.stage.ModuleTrials;
import gateway.api.view.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Calls the registry while there is one; without it no bundle offers a module. */
final class RegistryTrials implements ModuleTrials {

  private volatile @Nullable ModuleTrials registry;

  void use(ModuleTrials arrived) {
    registry = arrived;
  }

  void stopUsing(ModuleTrials gone) {
    if (registry == gone) {
      registry = null;
    }
  }

  @Override
  public Standing standing(long bundleId) {
    ModuleTrials present = registry;
    return present == null ? Standing.NONE : present.standing(bundleId);
  }

  @Override
  public Optional<Outcome> outcome(long bundleId) {
    ModuleTrials present = registry;
    return present == null ? Optional.empty() : present.outcome(bundleId);
  }

  @Override
  public void setSuccessor(long bundleId, OptionalLong successor) {
    ModuleTrials present = registry;
    if (present != null) {
      present.setSuccessor(bundleId, successor);
    }
  }

  @Override
  public List<String> retry(long bundleId, boolean force) {
    ModuleTrials present = registry;
    return present == null ? List.of() : present.retry(bundleId, force);
  }
}
