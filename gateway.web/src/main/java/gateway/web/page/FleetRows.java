package gateway.web.page;

import gateway.api.device.Device;
import gateway.api.stage.DeploymentControl;
import gateway.api.stage.EndpointControl;
import gateway.api.stage.Retry;
import gateway.api.stage.Settings;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EndpointView.LeftOut;
import gateway.api.view.EventsView.Event;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.NeighboursView;
import gateway.api.view.NeighboursView.NeighbourSnapshot;
import gateway.api.view.Views;
import gateway.web.page.TablePage.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The rows of the tables, from the views; durations are milliseconds. */
final class FleetRows {

  private final Views views;
  private final Map<String, Double> rates;

  /**
   * Makes the rows.
   *
   * @param rates per second, as {@link Rates} names them
   */
  FleetRows(Views views, Map<String, Double> rates) {
    this.views = views;
    this.rates = rates;
  }

  private static Row row(String group, Object... cells) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      named.put((String) cells[i], cells[i + 1]);
    }
    return new Row(group, named);
  }

  List<Row> devices() {
    return views.devices().stream().map(FleetRows::device).toList();
  }

  static Row device(DeviceSnapshot shown) {
    Device device = shown.device();
    return row(
        Integer.toUnsignedString(device.module()),
        "id",
        device.key().toString(),
        "name",
        device.name(),
        "last",
        shown.sinceLastStatus().toMillis(),
        "connected",
        shown.connectedFor().toMillis(),
        "statuses",
        shown.statuses(),
        "forwarded",
        shown.forwarded(),
        "commands",
        shown.queuedCommands(),
        "priority",
        Integer.toUnsignedLong(device.priority()));
  }

  /** Returns the heading of a group of devices: number and what serves it. */
  String moduleTitle(String number) {
    return views.modules().stream()
        .filter(module -> Integer.toUnsignedString(module.number()).equals(number))
        .filter(module -> module.state() == ModulesView.State.SERVING)
        .findFirst()
        .map(module -> "Module " + number + " · " + module.name() + ' ' + module.version())
        .orElse("Module " + number);
  }

  List<Row> modules() {
    Map<Integer, Long> devices =
        views.devices().stream()
            .collect(
                Collectors.groupingBy(shown -> shown.device().module(), Collectors.counting()));
    Map<Integer, Long> statuses = new HashMap<>();
    Map<Integer, Long> refused = new HashMap<>();
    views.all(DevicesView.class).stream()
        .flatMap(view -> view.totals().stream())
        .forEach(
            totals -> {
              statuses.merge(totals.module(), totals.statuses(), Long::sum);
              refused.merge(totals.module(), totals.refusedStatuses(), Long::sum);
            });
    return views.modules().stream().map(m -> module(m, devices, statuses, refused)).toList();
  }

  /** The figures of a number belong to the version that serves it. */
  private Row module(
      ModuleSnapshot module,
      Map<Integer, Long> devices,
      Map<Integer, Long> statuses,
      Map<Integer, Long> refused) {
    String number = Integer.toUnsignedString(module.number());
    boolean serves = module.state() == ModulesView.State.SERVING;
    return row(
        number,
        "id",
        number + ' ' + module.name() + ' ' + module.version(),
        "number",
        Integer.toUnsignedLong(module.number()),
        "name",
        module.name(),
        "version",
        module.version(),
        "state",
        module.state().toString(),
        "reason",
        module.reason(),
        "types",
        module.deviceTypes(),
        "devices",
        serves ? devices.getOrDefault(module.number(), 0L) : 0L,
        "rate",
        serves ? rates.getOrDefault(Rates.module(module.number()), 0.0) : 0.0,
        "statuses",
        serves ? statuses.getOrDefault(module.number(), 0L) : 0L,
        "refused",
        serves ? refused.getOrDefault(module.number(), 0L) : 0L,
        "control",
        !views.all(Retry.class).isEmpty());
  }

  List<Row> endpoints() {
    boolean control = !views.all(EndpointControl.class).isEmpty();
    return views.endpoints().stream().map(endpoint -> endpoint(endpoint, control)).toList();
  }

  private Row endpoint(EndpointSnapshot endpoint, boolean control) {
    return row(
        endpoint.link().state().toString(),
        "id",
        endpoint.name(),
        "state",
        endpoint.link().state().toString(),
        "since",
        endpoint.link().inState().toMillis(),
        "reason",
        endpoint.link().reason(),
        "address",
        endpoint.address(),
        "modules",
        endpoint.modules(),
        "session",
        endpoint.link().session(),
        "devices",
        endpoint.load().knownDevices(),
        "inFlight",
        endpoint.load().inFlight(),
        "queued",
        endpoint.load().queued(),
        "undelivered",
        endpoint.load().undelivered(),
        "rate",
        rates.getOrDefault(Rates.endpoint(endpoint.name()), 0.0),
        "delivered",
        endpoint.counters().delivered(),
        "lost",
        endpoint.counters().lost(),
        "leftOut",
        endpoint.leftOut().stream().map(LeftOut::words).toList(),
        "control",
        control);
  }

  List<Row> stages() {
    return views.all(NeighboursView.class).stream()
        .flatMap(view -> view.neighbours().stream())
        .map(FleetRows::stage)
        .toList();
  }

  private static Row stage(NeighbourSnapshot stage) {
    return row(
        "",
        "id",
        stage.stage(),
        "present",
        stage.present(),
        "since",
        stage.inState().toMillis(),
        "waiting",
        stage.waiting(),
        "lost",
        stage.lost(),
        "modules",
        stage.modules(),
        "differences",
        stage.differences());
  }

  List<Row> deployments() {
    Map<String, String> earlier = new HashMap<>();
    views.all(DeploymentControl.class).forEach(control -> earlier.putAll(control.earlier()));
    boolean retry = !views.all(Retry.class).isEmpty();
    boolean folder = !views.all(DeploymentControl.class).isEmpty();
    return views.all(DeploymentsView.class).stream()
        .flatMap(view -> view.deployments().stream())
        .map(
            jar ->
                row(
                    jar.outcome().kind().toString(),
                    "id",
                    jar.file(),
                    "state",
                    jar.state().toString(),
                    "kind",
                    jar.outcome().kind().toString(),
                    "outcome",
                    jar.outcome().text(),
                    "remark",
                    jar.state() == DeploymentsView.State.STARTED ? jar.reason() : "",
                    "bundle",
                    jar.bundle(),
                    "earlier",
                    earlier.getOrDefault(jar.file(), ""),
                    "control",
                    retry,
                    // a bundle that did not come from the folder is called by its location
                    "folder",
                    folder && jar.file().indexOf('/') < 0))
        .toList();
  }

  /** The newest first. */
  List<Row> events(Predicate<Event> which) {
    List<Event> events = views.events();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (which.test(event)) {
        rows.add(
            row(
                event.kind(),
                "id",
                event.time() + " " + i,
                "time",
                event.time().toEpochMilli(),
                "kind",
                event.kind(),
                "subject",
                event.subject(),
                "text",
                event.text()));
      }
    }
    Collections.reverse(rows);
    return rows;
  }

  List<Row> settings() {
    return views.all(Settings.class).stream()
        .flatMap(settings -> settings.settings().stream())
        .map(
            setting ->
                row(
                    setting.pid(),
                    "id",
                    setting.pid() + '.' + setting.key(),
                    "value",
                    setting.value(),
                    "origin",
                    setting.origin()))
        .toList();
  }
}
