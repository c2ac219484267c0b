package gateway.web.metrics;

import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import gateway.api.view.NeighboursView;
import gateway.api.view.NeighboursView.NeighbourSnapshot;
import gateway.api.view.StoreView;
import gateway.api.view.StoreView.StoreSnapshot;
import gateway.api.view.Views;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of the gateway, read from the views at each scrape. Labels have few values: modules,
 * device types (bounded by the stages), endpoints, causes; devices only where that was asked for.
 */
final class GatewayMetrics implements MultiCollector {

  private static final int MAX_DEVICES = 1000;

  private final Views views;
  private final boolean perDevice;

  GatewayMetrics(Views views, boolean perDevice) {
    this.views = views;
    this.perDevice = perDevice;
  }

  @Override
  public MetricSnapshots collect() {
    Scrape scrape = new Scrape();
    views.all(DeviceServerView.class).forEach(server -> devicePort(scrape, server));
    views.all(DevicesView.class).forEach(handler -> handler(scrape, handler));
    views.all(ModulesView.class).forEach(registry -> modules(scrape, registry));
    views.all(DeploymentsView.class).forEach(deployer -> deployments(scrape, deployer));
    views.endpoints().forEach(endpoint -> endpoint(scrape, endpoint));
    views.all(StoreView.class).forEach(store -> store(scrape, store.snapshot()));
    views.all(NeighboursView.class).forEach(view -> stages(scrape, view));
    views
        .all(LostCallsView.class)
        .forEach(
            lost ->
                scrape.gauge(
                    "gateway_lost_module_calls",
                    "Module calls that do not return, each with a thread",
                    Labels.EMPTY,
                    lost.lostCalls().size()));
    return new MetricSnapshots(scrape.snapshots());
  }

  private static Labels type(int module, String deviceType) {
    return Labels.of("module", Integer.toUnsignedString(module), "device_type", deviceType);
  }

  private static void devicePort(Scrape scrape, DeviceServerView server) {
    scrape.gauge(
        "gateway_connections",
        "Open connections of the device port",
        Labels.EMPTY,
        server.connections());
    for (DeviceServerView.Traffic traffic : server.traffic()) {
      Labels labels = type(traffic.module(), traffic.deviceType());
      scrape.counter("gateway_connects", "Devices accepted", labels, traffic.connects());
      scrape.histogram(
          "gateway_round_trip_seconds",
          "From a status decoded to its command handed to the socket",
          labels,
          traffic.roundTrips());
      scrape.counter(
          "gateway_pushed_commands",
          "Commands sent without a status before them",
          labels,
          traffic.pushed());
      traffic
          .disconnects()
          .forEach(
              (cause, count) ->
                  scrape.counter(
                      "gateway_disconnects",
                      "Ended connections of devices",
                      labels.add("cause", cause.toLowerCase(Locale.ROOT)),
                      count));
    }
    server
        .refusals()
        .forEach(
            (reason, count) ->
                scrape.counter(
                    "gateway_refusals",
                    "Connections that ended before their device was accepted",
                    Labels.of("reason", reason.toLowerCase(Locale.ROOT)),
                    count));
    scrape.counter(
        "gateway_abandoned_lanes",
        "Lanes given up because a module call did not return",
        Labels.EMPTY,
        server.abandonedLanes());
    server
        .lanes()
        .forEach(
            lane ->
                scrape.gauge(
                    "gateway_lane_overdue_seconds",
                    "Waiting time of a task on the lane of a module",
                    Labels.of("module", Integer.toUnsignedString(lane.module())),
                    lane.overdue().toNanos() / 1e9));
  }

  private void handler(Scrape scrape, DevicesView handler) {
    List<DeviceSnapshot> devices = handler.devices();
    Map<String, Long> connected = new TreeMap<>();
    devices.forEach(
        device ->
            connected.merge(Integer.toUnsignedString(device.device().module()), 1L, Long::sum));
    connected.forEach(
        (module, count) ->
            scrape.gauge(
                "gateway_devices", "Connected devices", Labels.of("module", module), count));
    for (DevicesView.Totals totals : handler.totals()) {
      Labels labels = type(totals.module(), totals.deviceType());
      scrape.counter("gateway_statuses", "Valid statuses of devices", labels, totals.statuses());
      scrape.counter(
          "gateway_refused_statuses",
          "Statuses that a module refused or failed on",
          labels,
          totals.refusedStatuses());
      scrape.counter(
          "gateway_forwarded_statuses",
          "Statuses handed to the external client",
          labels,
          totals.forwarded());
      scrape.counter(
          "gateway_commands", "Commands of the cloud accepted", labels, totals.commands());
      scrape.counter(
          "gateway_refused_commands",
          "Commands that a module refused or failed on",
          labels,
          totals.refusedCommands());
      scrape.counter(
          "gateway_dropped_commands",
          "Accepted commands that newer ones replaced",
          labels,
          totals.droppedCommands());
    }
    if (perDevice) {
      devices.subList(0, Math.min(devices.size(), MAX_DEVICES)).forEach(d -> device(scrape, d));
    }
  }

  private static void device(Scrape scrape, DeviceSnapshot device) {
    Labels labels = Labels.of("device", device.device().key().toString());
    scrape.gauge(
        "gateway_device_since_status_seconds",
        "Time since the last valid status of a device",
        labels,
        device.sinceLastStatus().toNanos() / 1e9);
    scrape.counter(
        "gateway_device_statuses",
        "Valid statuses of a device on its connection",
        labels,
        device.statuses());
  }

  private static void modules(Scrape scrape, ModulesView registry) {
    for (ModulesView.ModuleSnapshot module : registry.modules()) {
      scrape.gauge(
          "gateway_module_state",
          "1 for the state that a module is in",
          Labels.of(
              "module", Integer.toUnsignedString(module.number()),
              "name", module.name(),
              "version", module.version(),
              "state", module.state().name().toLowerCase(Locale.ROOT)),
          1);
    }
    registry
        .swapPauses()
        .forEach(
            (module, pauses) ->
                scrape.histogram(
                    "gateway_swap_pause_seconds",
                    "Cost of module swaps: the time to the first status of a device under"
                        + " another version, or the time without a version",
                    Labels.of("module", Integer.toUnsignedString(module)),
                    pauses));
    registry
        .unfoldedStatuses()
        .forEach(
            (module, count) ->
                scrape.counter(
                    "gateway_unfolded_statuses",
                    "Undelivered statuses that a module could not fold into an error message",
                    Labels.of("module", Integer.toUnsignedString(module)),
                    count));
  }

  private static void deployments(Scrape scrape, DeploymentsView deployer) {
    Map<String, Long> counts = new TreeMap<>();
    for (DeploymentsView.State state : DeploymentsView.State.values()) {
      counts.put(state.name().toLowerCase(Locale.ROOT), 0L);
    }
    deployer
        .deployments()
        .forEach(jar -> counts.merge(jar.state().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
    deployer
        .deployments()
        .forEach(
            jar ->
                scrape.gauge(
                    "gateway_deployment_outcome",
                    "1 for what has become of a jar of the deploy folder, in words",
                    Labels.of(
                        "file", jar.file(),
                        "bundle", jar.bundle(),
                        "kind", jar.outcome().kind().name().toLowerCase(Locale.ROOT),
                        "outcome", jar.outcome().text()),
                    1));
    counts.forEach(
        (state, count) ->
            scrape.gauge(
                "gateway_deployments",
                "Jars of the deploy folder",
                Labels.of("state", state),
                count));
  }

  private static void endpoint(Scrape scrape, EndpointSnapshot endpoint) {
    Labels labels = Labels.of("endpoint", endpoint.name());
    for (EndpointView.State state : EndpointView.State.values()) {
      scrape.gauge(
          "gateway_endpoint_state",
          "1 for the state that an endpoint is in, 0 for the others",
          labels.add("state", state.name().toLowerCase(Locale.ROOT)),
          endpoint.link().state() == state ? 1 : 0);
    }
    scrape.gauge(
        "gateway_endpoint_in_state_seconds",
        "Time since an endpoint entered its state",
        labels,
        endpoint.link().inState().toNanos() / 1e9);
    scrape.gauge(
        "gateway_endpoint_devices",
        "Devices that the External Server knows in this session",
        labels,
        endpoint.load().knownDevices());
    scrape.gauge(
        "gateway_endpoint_in_flight",
        "Statuses without StatusResponse",
        labels,
        endpoint.load().inFlight());
    scrape.gauge(
        "gateway_endpoint_queued",
        "Statuses that wait for the window",
        labels,
        endpoint.load().queued());
    scrape.gauge(
        "gateway_endpoint_undelivered_devices",
        "Devices with undelivered data",
        labels,
        endpoint.load().undelivered());
    for (EndpointView.Cause cause : EndpointView.Cause.values()) {
      scrape.gauge(
          "gateway_endpoint_left_out_devices",
          "Devices that are not introduced at present so that the others can go on",
          labels.add("cause", cause.name().toLowerCase(Locale.ROOT)),
          endpoint.leftOut().stream().filter(left -> left.cause() == cause).count());
    }
    scrape.counter(
        "gateway_endpoint_delivered_statuses",
        "Statuses acknowledged by the External Server",
        labels,
        endpoint.counters().delivered());
    scrape.counter(
        "gateway_endpoint_repeated_statuses",
        "Statuses that the External Server may have twice",
        labels,
        endpoint.counters().repeated());
    scrape.counter(
        "gateway_endpoint_lost_statuses",
        "Undelivered statuses that are in no error message",
        labels,
        endpoint.counters().lost());
    scrape.gauge(
        "gateway_endpoint_last_outage_seconds",
        "Duration of the last outage",
        labels,
        endpoint.outage().lasted().toNanos() / 1e9);
    scrape.gauge(
        "gateway_endpoint_last_catch_up_seconds",
        "Time from the end of that outage until everything was delivered",
        labels,
        endpoint.outage().catchUp().toNanos() / 1e9);
    endpoint
        .counters()
        .reconnects()
        .forEach(
            (cause, count) ->
                scrape.counter(
                    "gateway_endpoint_reconnects",
                    "Attempts and sessions after which an endpoint connected again",
                    labels.add("cause", cause.toLowerCase(Locale.ROOT)),
                    count));
    endpoint
        .counters()
        .verdicts()
        .forEach(
            (type, count) ->
                scrape.counter(
                    "gateway_endpoint_command_responses",
                    "Commands answered to the External Server",
                    labels.add("type", type.toLowerCase(Locale.ROOT)),
                    count));
  }

  private static void stages(Scrape scrape, NeighboursView view) {
    for (NeighbourSnapshot neighbour : view.neighbours()) {
      Labels labels = Labels.of("stage", neighbour.stage());
      scrape.gauge(
          "gateway_stage_present",
          "1 while a stage in another container can be reached",
          labels,
          neighbour.present() ? 1 : 0);
      scrape.gauge(
          "gateway_stage_waiting_devices",
          "Devices with data that waits for that stage",
          labels,
          neighbour.waiting());
      scrape.counter(
          "gateway_stage_lost_statuses",
          "Statuses that did not reach that stage and are in no error message",
          labels,
          neighbour.lost());
    }
  }

  private static void store(Scrape scrape, StoreSnapshot store) {
    scrape.gauge(
        "gateway_store_bytes", "Size of the store on the disk", Labels.EMPTY, store.bytes());
    scrape.gauge(
        "gateway_store_max_bytes",
        "Maximum size of the store on the disk",
        Labels.EMPTY,
        store.maxBytes());
    scrape.counter(
        "gateway_store_written_bytes",
        "Bytes written to the file system",
        Labels.EMPTY,
        store.bytesWritten());
    scrape.gauge(
        "gateway_store_degraded",
        "1 while undelivered data is in memory only",
        Labels.EMPTY,
        store.state() == StoreView.State.DEGRADED ? 1 : 0);
  }
}
