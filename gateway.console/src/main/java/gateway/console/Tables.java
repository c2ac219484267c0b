package gateway.console;

import gateway.api.device.Device;
import gateway.api.stage.DeploymentControl;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.DevicesView.Totals;
import gateway.api.view.EndpointView.LeftOut;
import gateway.api.view.EventsView.Event;
import gateway.api.view.LostCallsView;
import gateway.api.view.NeighboursView;
import gateway.api.view.StoreView;
import gateway.api.view.Views;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of the views. */
final class Tables {

  private Tables() {}

  static Table devices(List<DeviceSnapshot> devices) {
    Table table =
        new Table(
            "DEVICE", "PRIORITY", "NAME", "CONNECTED", "STATUSES", "FORWARDED", "COMMANDS", "LAST");
    for (DeviceSnapshot shown : devices) {
      Device device = shown.device();
      table.row(
          device.key(),
          Integer.toUnsignedLong(device.priority()),
          device.name(),
          shown.connectedFor(),
          shown.statuses(),
          shown.forwarded(),
          shown.queuedCommands(),
          shown.sinceLastStatus());
    }
    return table;
  }

  static Table modules(Views views) {
    Table table = new Table("NUMBER", "NAME", "VERSION", "DEVICE TYPES", "STATE", "REASON");
    views
        .modules()
        .forEach(
            module ->
                table.row(
                    Integer.toUnsignedLong(module.number()),
                    module.name(),
                    module.version(),
                    module.deviceTypes(),
                    module.state(),
                    module.reason()));
    return table;
  }

  static Table lostCalls(Views views) {
    Table table = new Table("NUMBER", "MODULE", "CALL", "FOR");
    views.all(LostCallsView.class).stream()
        .flatMap(view -> view.lostCalls().stream())
        .forEach(
            call ->
                table.row(
                    Integer.toUnsignedLong(call.number()),
                    call.module(),
                    call.call(),
                    call.since()));
    return table;
  }

  static Table endpoints(Views views) {
    Table table =
        new Table(
            "ENDPOINT",
            "ADDRESS",
            "MODULES",
            "STATE",
            "FOR",
            "SESSION",
            "DEVICES",
            "IN FLIGHT",
            "QUEUED",
            "UNDELIVERED",
            "DELIVERED",
            "REPEATED",
            "LOST",
            "REASON",
            "LEFT OUT");
    views
        .endpoints()
        .forEach(
            endpoint ->
                table.row(
                    endpoint.name(),
                    endpoint.address(),
                    endpoint.modules(),
                    endpoint.link().state(),
                    endpoint.link().inState(),
                    endpoint.link().session(),
                    endpoint.load().knownDevices(),
                    endpoint.load().inFlight(),
                    endpoint.load().queued(),
                    endpoint.load().undelivered(),
                    endpoint.counters().delivered(),
                    endpoint.counters().repeated(),
                    endpoint.counters().lost(),
                    endpoint.link().reason(),
                    endpoint.leftOut().stream()
                        .map(LeftOut::words)
                        .collect(Collectors.joining("; "))));
    return table;
  }

  static Table stages(Views views) {
    Table table =
        new Table("STAGE", "PRESENT", "FOR", "DEVICES WAITING", "LOST", "MODULES", "DIFFERENCES");
    views.all(NeighboursView.class).stream()
        .flatMap(view -> view.neighbours().stream())
        .forEach(
            stage ->
                table.row(
                    stage.stage(),
                    stage.present(),
                    stage.inState(),
                    stage.waiting(),
                    stage.lost(),
                    stage.modules(),
                    stage.differences()));
    return table;
  }

  static Table deployments(Views views) {
    Table table = new Table("FILE", "BUNDLE", "STATE", "OUTCOME", "REMARK", "BEFORE");
    Map<String, String> earlier = new HashMap<>();
    views.all(DeploymentControl.class).forEach(control -> earlier.putAll(control.earlier()));
    views.all(DeploymentsView.class).stream()
        .flatMap(view -> view.deployments().stream())
        .forEach(
            jar ->
                table.row(
                    jar.file(),
                    jar.bundle(),
                    jar.outcome().kind(),
                    jar.outcome(),
                    jar.state() == DeploymentsView.State.STARTED ? jar.reason() : "",
                    earlier.getOrDefault(jar.file(), "")));
    return table;
  }

  static Table stores(Views views) {
    Table table = new Table("STORE", "STATE", "FOR", "SIZE", "BOUND", "WRITTEN", "REASON");
    views.all(StoreView.class).stream()
        .map(StoreView::snapshot)
        .forEach(
            store ->
                table.row(
                    store.place(),
                    store.state(),
                    store.inState(),
                    new Table.Bytes(store.bytes()),
                    new Table.Bytes(store.maxBytes()),
                    new Table.Bytes(store.bytesWritten()),
                    store.reason()));
    return table;
  }

  static Table events(List<Event> events) {
    Table table = new Table("TIME", "KIND", "SUBJECT", "TEXT");
    for (Event event : events) {
      table.row(event.time(), event.kind(), event.subject(), event.text());
    }
    return table;
  }

  /** Returns the counters of a module's devices since the start. */
  static Table totals(Views views, int module) {
    Table table =
        new Table(
            "DEVICE TYPE",
            "STATUSES",
            "REFUSED",
            "FORWARDED",
            "COMMANDS",
            "REFUSED COMMANDS",
            "DROPPED COMMANDS");
    views.all(DevicesView.class).stream()
        .flatMap(view -> view.totals().stream())
        .filter(totals -> totals.module() == module)
        .forEach(totals -> row(table, totals));
    return table;
  }

  private static void row(Table table, Totals totals) {
    table.row(
        totals.deviceType(),
        totals.statuses(),
        totals.refusedStatuses(),
        totals.forwarded(),
        totals.commands(),
        totals.refusedCommands(),
        totals.droppedCommands());
  }

  static Table refusals(Views views) {
    Table table = new Table("REASON", "COUNT");
    views.all(DeviceServerView.class).stream()
        .flatMap(view -> view.refusals().entrySet().stream())
        .sorted(Map.Entry.comparingByKey())
        .forEach(refusal -> table.row(refusal.getKey(), refusal.getValue()));
    return table;
  }
}
