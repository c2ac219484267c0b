package gateway.deployer;

import gateway.api.stage.ModuleTrials;
import gateway.api.view.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.framework.Bundle;

/** A registry as a test wants it: every bundle is proven until the test says otherwise. */
final class FakeTrials implements ModuleTrials {

  final Map<Long, Standing> standings = new HashMap<>();
  final Map<Long, Outcome> outcomes = new HashMap<>();
  final Map<Long, Long> successors = new HashMap<>();
  final List<Long> retried = new ArrayList<>();
  Optional<Error> failure = Optional.empty();
  Standing byDefault = Standing.PROVEN;

  void set(Bundle bundle, Standing standing) {
    standings.put(bundle.getBundleId(), standing);
  }

  @Override
  public Standing standing(long bundleId) {
    if (failure.isPresent()) {
      throw failure.get();
    }
    return standings.getOrDefault(bundleId, byDefault);
  }

  @Override
  public Optional<Outcome> outcome(long bundleId) {
    return Optional.ofNullable(outcomes.get(bundleId));
  }

  @Override
  public void setSuccessor(long bundleId, OptionalLong successor) {
    successor.ifPresentOrElse(
        other -> successors.put(bundleId, other), () -> successors.remove(bundleId));
  }

  @Override
  public List<String> retry(long bundleId, boolean force) {
    retried.add(bundleId);
    return List.of("module m");
  }
}
