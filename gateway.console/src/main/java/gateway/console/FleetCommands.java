package gateway.console;

import gateway.api.device.Device;
import gateway.api.stage.Retry;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DevicesView;
import gateway.api.view.EndpointView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.LostCallsView;
import gateway.api.view.LostCallsView.LostCall;
import gateway.api.view.ModulesView;
import gateway.api.view.StoreView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The Gogo commands of scope {@code fleet}. They read views, and say so where the stage that offers
 * a view does not run in this container; {@code retry} is all that they change.
 */
@Component(
    service = FleetCommands.class,
    property = {
      "osgi.command.scope=fleet",
      "osgi.command.function=modules",
      "osgi.command.function=devices",
      "osgi.command.function=endpoints",
      "osgi.command.function=deployments",
      "osgi.command.function=store",
      "osgi.command.function=retry"
    })
public final class FleetCommands {

  private static final String ABSENT = " does not run in this container.";

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<ModulesView> modulesViews = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<DevicesView> devicesViews = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<EndpointView> endpointViews = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<DeploymentsView> deploymentsViews = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<StoreView> storeViews = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<LostCallsView> lostCallsViews = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<Retry> retries = List.of();

  /** Shows the modules by number, and which of them serves. */
  public String modules() {
    Table table = new Table("NUMBER", "NAME", "VERSION", "DEVICE TYPES", "STATE", "REASON");
    String modules =
        show(
            modulesViews,
            view ->
                view.modules()
                    .forEach(
                        module ->
                            table.row(
                                Integer.toUnsignedString(module.number()),
                                module.name(),
                                module.version(),
                                module.deviceTypes(),
                                module.state(),
                                module.reason())),
            table,
            "The module registry",
            "No module is here. Put the jar of one into the deploy folder.");
    return modules + lostCalls();
  }

  /** Each lost thread may cost a core, and more than a few of them the gateway. */
  private String lostCalls() {
    StringBuilder text = new StringBuilder();
    for (LostCallsView view : lostCallsViews) {
      for (LostCall call : view.lostCalls()) {
        text.append(
            "\n%s does not come back from %s for %s; its thread is lost until a restart"
                .formatted(call.module(), call.call(), time(call.since())));
      }
      if (view.isDown()) {
        text.append("\nToo many threads are lost: restart the gateway.");
      }
    }
    return text.toString();
  }

  /** Tries again what was set aside or refused. */
  public String retry(String name) {
    List<String> again =
        retries.stream().flatMap(retry -> retry.retry(name).stream()).sorted().toList();
    return again.isEmpty()
        ? "Nothing that is called " + name + " was set aside or refused."
        : "Tried again: " + String.join(", ", again) + ".";
  }

  /** Shows the connected devices. */
  public String devices() {
    Table table =
        new Table(
            "DEVICE", "PRIORITY", "NAME", "CONNECTED", "STATUSES", "FORWARDED", "COMMANDS", "LAST");
    return show(
        devicesViews,
        view -> view.devices().forEach(snapshot -> row(table, snapshot)),
        table,
        "The module handler",
        "No device is connected.");
  }

  /** Shows the connections to the cloud. */
  public String endpoints() {
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
            "REASON");
    return show(
        endpointViews.stream()
            .map(EndpointView::snapshot)
            .sorted(Comparator.comparing(EndpointSnapshot::name))
            .toList(),
        endpoint ->
            table.row(
                endpoint.name(),
                endpoint.address(),
                endpoint.modules(),
                endpoint.state(),
                time(endpoint.inState()),
                endpoint.session(),
                endpoint.knownDevices(),
                endpoint.inFlight(),
                endpoint.queued(),
                endpoint.undelivered(),
                endpoint.delivered(),
                endpoint.repeated(),
                endpoint.lost(),
                endpoint.reason()),
        table,
        "No endpoint is configured, or the external client",
        "");
  }

  /** Shows the jars of the deploy folder. */
  public String deployments() {
    Table table = new Table("FILE", "BUNDLE", "STATE", "REASON");
    return show(
        deploymentsViews,
        view ->
            view.deployments()
                .forEach(jar -> table.row(jar.file(), jar.bundle(), jar.state(), jar.reason())),
        table,
        "The deployer",
        "The deploy folder is empty.");
  }

  /** Shows the store of undelivered data. */
  public String store() {
    Table table = new Table("STORE", "STATE", "FOR", "SIZE", "BOUND", "WRITTEN", "REASON");
    return show(
        storeViews.stream().map(StoreView::snapshot).toList(),
        store ->
            table.row(
                store.place(),
                store.state(),
                time(store.inState()),
                megabytes(store.bytes()),
                megabytes(store.maxBytes()),
                megabytes(store.bytesWritten()),
                store.reason()),
        table,
        "The external client",
        "");
  }

  private static String megabytes(long bytes) {
    return bytes / 1_000_000 + "." + bytes / 100_000 % 10 + " MB";
  }

  private static <T> String show(
      List<T> views, Consumer<T> addRows, Table table, String stage, String none) {
    if (views.isEmpty()) {
      return stage + ABSENT;
    }
    views.forEach(addRows);
    return table.isEmpty() ? none : table.toString();
  }

  private static void row(Table table, DevicesView.DeviceSnapshot snapshot) {
    Device device = snapshot.device();
    table.row(
        device.key(),
        Integer.toUnsignedString(device.priority()),
        device.name(),
        time(snapshot.connectedFor()),
        snapshot.statuses(),
        snapshot.forwarded(),
        snapshot.queuedCommands(),
        time(snapshot.sinceLastStatus()));
  }

  private static String time(Duration time) {
    if (time.toMinutes() == 0) {
      return time.toSeconds() + "." + time.toMillisPart() / 100 + " s";
    }
    if (time.toHours() == 0) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return time.toHours() + " h " + time.toMinutesPart() + " min";
  }
}
