package gateway.console;

import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EventsView.Event;
import gateway.api.view.ModulesView;
import gateway.api.view.NeighboursView;
import gateway.api.view.StoreView;
import gateway.api.view.StoreView.StoreSnapshot;
import gateway.api.view.TroublesView;
import gateway.api.view.Views;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The state of the gateway in a few lines. */
final class Overview {

  /** The stage that publishes it runs elsewhere, or has not begun. */
  private static final Object ABSENT = Table.Absent.HERE;

  private static final int MAX_DEVICES = 15;
  private static final int MAX_EVENTS = 8;

  private Overview() {}

  static Facts of(Views views, String version) {
    Facts facts = new Facts();
    facts.put("GATEWAY", version);
    facts.put("UP FOR", Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
    if (views.all(DeviceServerView.class).isEmpty()) {
      facts.put("DEVICE PORT", ABSENT);
    }
    for (DeviceServerView server : views.all(DeviceServerView.class)) {
      facts.put("DEVICE PORT", server.address());
      facts.put("CONNECTIONS", server.connections());
    }
    facts.put("DEVICES", views.all(DevicesView.class).isEmpty() ? ABSENT : views.devices().size());
    if (views.all(ModulesView.class).isEmpty()) {
      facts.put("MODULES", ABSENT);
    }
    for (ModulesView.State state : ModulesView.State.values()) {
      long count = views.modules().stream().filter(module -> module.state() == state).count();
      if (count > 0
          || state == ModulesView.State.SERVING && !views.all(ModulesView.class).isEmpty()) {
        facts.put("MODULES " + state, count);
      }
    }
    facts.put(
        "JARS AT FAULT",
        views.all(DeploymentsView.class).isEmpty()
            ? ABSENT
            : views.all(DeploymentsView.class).stream()
                .flatMap(view -> view.deployments().stream())
                .filter(jar -> jar.outcome().kind().isFault())
                .count());
    views.all(NeighboursView.class).forEach(view -> facts.put("STAGES", Stages.words(view)));
    for (EndpointSnapshot endpoint : views.endpoints()) {
      facts.put("ENDPOINT " + endpoint.name(), words(endpoint));
    }
    views.all(TroublesView.class).stream()
        .flatMap(view -> view.troubles().stream())
        .forEach(
            trouble ->
                facts.put(
                    "TROUBLE: " + trouble.about().toUpperCase(Locale.ROOT),
                    trouble.text() + " – " + trouble.advice()));
    if (views.all(StoreView.class).isEmpty()) {
      facts.put("STORE", ABSENT);
    }
    views.all(StoreView.class).forEach(store -> facts.put("STORE", words(store.snapshot())));
    return facts;
  }

  private static String words(EndpointSnapshot endpoint) {
    return endpoint.link().state()
        + " for "
        + Table.text(endpoint.link().inState())
        + (endpoint.link().reason().isEmpty() ? "" : " (" + endpoint.link().reason() + ')')
        + ", "
        + endpoint.load().queued()
        + " queued, "
        + endpoint.load().undelivered()
        + " device(s) undelivered"
        + (endpoint.leftOut().isEmpty() ? "" : ", " + endpoint.leftOut().size() + " left out");
  }

  private static String words(StoreSnapshot store) {
    return store.state()
        + ", "
        + new Table.Bytes(store.bytes())
        + " of "
        + new Table.Bytes(store.maxBytes())
        + (store.reason().isEmpty() ? "" : " (" + store.reason() + ')');
  }

  /** Returns the overview with the first devices and the latest events. */
  static String picture(Views views, String version) {
    Table devices = Tables.devices(views.devices());
    devices.keepFirst(MAX_DEVICES);
    List<Event> events = views.events();
    return of(views, version)
        .put("FIRST DEVICES", devices)
        .put(
            "LATEST EVENTS",
            Tables.events(events.subList(Math.max(0, events.size() - MAX_EVENTS), events.size())))
        .toString();
  }
}
