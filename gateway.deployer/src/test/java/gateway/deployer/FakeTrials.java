package gateway.deployer;

import gateway.api.stage.ModuleTrials;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;

/** A registry as a test wants it: every bundle is proven until the test says otherwise. */
final class FakeTrials implements ModuleTrials {

  final Map<Long, Standing> standings = new HashMap<>();
  final Set<Long> superseded = new HashSet<>();
  final List<Long> retried = new ArrayList<>();
  Standing byDefault = Standing.PROVEN;

  void set(Bundle bundle, Standing standing) {
    standings.put(bundle.getBundleId(), standing);
  }

  @Override
  public Standing standing(long bundleId) {
    return standings.getOrDefault(bundleId, byDefault);
  }

  @Override
  public void setSuperseded(long bundleId, boolean now) {
    if (now) {
      superseded.add(bundleId);
    } else {
      superseded.remove(bundleId);
    }
  }

  @Override
  public void retry(long bundleId) {
    retried.add(bundleId);
  }
}
