package gateway.ipc;

import gateway.api.stage.ModuleCatalog;
import gateway.protocol.stage.Presence;
import java.util.Set;
import java.util.TreeSet;

/** Announces the modules of a stage. Runs in turns of the hub. */
final class Announcement {

  private final Hub hub;

  /** Every number that was ever served, because it may be awaited. */
  private final Set<Integer> numbers = new TreeSet<>();

  Announcement(Hub hub) {
    this.hub = hub;
  }

  /**
   * Announces the modules that serve now.
   *
   * @param settled whether it is known which modules are there
   */
  void announce(ModuleCatalog catalog, boolean settled) {
    Presence.Builder presence = Presence.newBuilder().setSettled(settled);
    catalog
        .served()
        .forEach(
            module -> {
              numbers.add(module.number());
              presence.addModules(RemoteCatalog.announcement(module));
            });
    numbers.stream()
        .filter(number -> catalog.find(number).isEmpty() && catalog.isAwaited(number))
        .forEach(presence::addAwaited);
    hub.announce(presence.build());
  }
}
