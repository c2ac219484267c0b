package gateway.console;

import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.ModulesView;
import gateway.api.view.StoreView.StoreSnapshot;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** How the gateway is, in a few lines. */
final class Overview {

  /** The stage that publishes it runs elsewhere, or has not begun. */
  private static final Object ABSENT = Table.Absent.HERE;

  private Overview() {}

  static Facts of(Views views, String version) {
    Facts facts = new Facts();
    facts.put("GATEWAY", version);
    facts.put("UP FOR", Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
    if (views.deviceServers.isEmpty()) {
      facts.put("DEVICE PORT", ABSENT);
    }
    for (DeviceServerView server : views.deviceServers) {
      facts.put("DEVICE PORT", server.address());
      facts.put("CONNECTIONS", server.connections());
    }
    facts.put("DEVICES", views.devices.isEmpty() ? ABSENT : views.allDevices().size());
    if (views.modules.isEmpty()) {
      facts.put("MODULES", ABSENT);
    }
    for (ModulesView.State state : ModulesView.State.values()) {
      long count = views.allModules().stream().filter(module -> module.state() == state).count();
      if (count > 0 || state == ModulesView.State.SERVING && !views.modules.isEmpty()) {
        facts.put("MODULES " + state, count);
      }
    }
    facts.put(
        "JARS REFUSED",
        views.deployments.isEmpty()
            ? ABSENT
            : views.deployments.stream()
                .flatMap(view -> view.deployments().stream())
                .filter(jar -> jar.state() == DeploymentsView.State.REFUSED)
                .count());
    views.neighbours.forEach(view -> facts.put("STAGES", Stages.words(view)));
    for (EndpointSnapshot endpoint : views.allEndpoints()) {
      facts.put("ENDPOINT " + endpoint.name(), words(endpoint));
    }
    if (views.stores.isEmpty()) {
      facts.put("STORE", ABSENT);
    }
    views.stores.forEach(store -> facts.put("STORE", words(store.snapshot())));
    return facts;
  }

  private static String words(EndpointSnapshot endpoint) {
    return endpoint.state()
        + " for "
        + Table.text(endpoint.inState())
        + (endpoint.reason().isEmpty() ? "" : " (" + endpoint.reason() + ')')
        + ", "
        + endpoint.queued()
        + " queued, "
        + endpoint.undelivered()
        + " device(s) undelivered";
  }

  private static String words(StoreSnapshot store) {
    return store.state()
        + ", "
        + new Table.Bytes(store.bytes())
        + " of "
        + new Table.Bytes(store.maxBytes())
        + (store.reason().isEmpty() ? "" : " (" + store.reason() + ')');
  }
}
