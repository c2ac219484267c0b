package gateway.console;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DeviceServerView.Traffic;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.DurationHistogram;
import gateway.api.view.EndpointView;
import gateway.api.view.EventsView;
import gateway.api.view.EventsView.Event;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import gateway.api.view.NeighboursView;
import gateway.api.view.StoreView;
import gateway.api.view.Views;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The Gogo commands of scope {@code fleet} that show something. They say so where the stage that
 * knows does not run in this container; with {@code --json} that is an empty list.
 */
@Component(
    service = FleetCommands.class,
    property = {
      "osgi.command.scope=fleet",
      "osgi.command.function=status",
      "osgi.command.function=devices",
      "osgi.command.function=device",
      "osgi.command.function=modules",
      "osgi.command.function=module",
      "osgi.command.function=endpoints",
      "osgi.command.function=stages",
      "osgi.command.function=deployments",
      "osgi.command.function=store",
      "osgi.command.function=events"
    })
public final class FleetCommands extends FleetScope {

  private static final String AS_JSON = "as JSON, durations in milliseconds";
  static final String NO_HANDLER = "The module handler does not run in this container.";
  private static final int EVENTS = 40;
  private static final Duration CONTENT_LIMIT = Duration.ofSeconds(2);

  private final Views views;
  private final String version;

  /** Makes the commands. */
  @Activate
  public FleetCommands(BundleContext context, @Reference Views views) {
    this(views, context.getBundle().getVersion().toString());
  }

  FleetCommands(Views views, String version) {
    this.views = views;
    this.version = version;
  }

  /** Shows how the gateway is. */
  @Descriptor("shows the state of the gateway in a few lines")
  public String status(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    Facts facts = Overview.of(views, version);
    return json ? facts.json() : facts.toString();
  }

  /** Shows the connected devices. */
  @Descriptor("lists the connected devices, or those with a part in key or name")
  public String devices(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    return show(
        Tables.devices(views.devices()),
        json,
        views.all(DevicesView.class),
        "The module handler",
        "No device is connected.");
  }

  /** Shows the connected devices whose key or name has a part. */
  @Descriptor("lists the connected devices, or those with a part in key or name")
  public String devices(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("part of key or name, in any case") String part) {
    return show(
        Tables.devices(
            views.devices().stream()
                .filter(shown -> has(part, shown.device().key() + " " + shown.device().name()))
                .toList()),
        json,
        views.all(DevicesView.class),
        "The module handler",
        "No device matches " + part + " (" + views.devices().size() + " are connected).");
  }

  private static boolean has(String part, String text) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  /** Shows everything about a device. */
  @Descriptor("shows a connected device: its figures, its current status and its events")
  public String device(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("role, or module/type/role") String role) {
    List<DeviceSnapshot> found = views.devices(role);
    Facts facts = new Facts();
    if (found.size() == 1) {
      facts(found.get(0), facts);
    }
    views.deviceKey(role).ifPresent(key -> contents(key, facts));
    boolean known = !facts.isEmpty();
    facts.put(
        "EVENTS",
        Tables.events(
            views.events().stream().filter(event -> isAbout(event, role, found)).toList()));
    if (json) {
      return facts.json();
    }
    if (views.all(DevicesView.class).isEmpty()) {
      String shown = (NO_HANDLER + '\n' + facts).strip();
      return known ? shown : notDone(shown);
    }
    return switch (found.size()) {
      case 0 -> notDone("There is no connected device " + role + ".\n" + facts);
      case 1 -> facts.toString();
      default -> notDone(ambiguous(role, found));
    };
  }

  static String ambiguous(String role, List<DeviceSnapshot> found) {
    return "Several devices are called "
        + role
        + ":\n"
        + String.join(
            "\n", found.stream().map(shown -> "  " + shown.device().key().toString()).toList());
  }

  private static boolean isAbout(Event event, String role, List<DeviceSnapshot> found) {
    return event.subject().equals(role)
        || found.isEmpty() && event.subject().endsWith('/' + role)
        || found.stream()
            .anyMatch(shown -> shown.device().key().toString().equals(event.subject()));
  }

  private void facts(DeviceSnapshot shown, Facts facts) {
    Device device = shown.device();
    facts.put("DEVICE", device.key());
    facts.put("NAME", device.name());
    facts.put("PRIORITY", Integer.toUnsignedLong(device.priority()));
    facts.put("CONNECTED", shown.connectedFor());
    facts.put("LAST STATUS", shown.sinceLastStatus());
    facts.put("STATUSES", shown.statuses());
    facts.put("FORWARDED", shown.forwarded());
    facts.put("QUEUED COMMANDS", shown.queuedCommands());
  }

  /** What the stages here keep of a device: its status, its commands, its error message. */
  private void contents(DeviceKey device, Facts facts) {
    int same = 0;
    String before = "";
    for (Content content : views.contents(device, CONTENT_LIMIT)) {
      String name = content.name().toUpperCase(Locale.ROOT);
      same = name.equals(before) ? same + 1 : 1;
      before = name;
      facts.put(same == 1 ? name : name + ' ' + same, content.value().toText());
    }
  }

  /** Shows the modules by number, and which of them serves. */
  @Descriptor("lists the modules by number, with the version that serves")
  public String modules(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    String text =
        show(
            Tables.modules(views),
            json,
            views.all(ModulesView.class),
            "The module registry",
            "No module is installed. Copy a module jar into the deploy folder.");
    return json ? text : text + lostCalls();
  }

  /** Each lost thread may cost a core, and more than a few of them the gateway. */
  private String lostCalls() {
    Table lost = Tables.lostCalls(views);
    return (lost.isEmpty() ? "" : "\n\nTHREADS LOST UNTIL A RESTART\n" + lost)
        + (views.all(LostCallsView.class).stream().anyMatch(LostCallsView::isDown)
            ? "\nToo many threads are lost: restart the gateway."
            : "");
  }

  /** Shows everything about a module number. */
  @Descriptor("shows a module number: its versions, devices, counters and events")
  public String module(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("module number") String number) {
    int module;
    try {
      module = Integer.parseUnsignedInt(number);
    } catch (NumberFormatException e) {
      return notDone(number + " is not a module number, which are 0 to 4294967295.");
    }
    Table versions = new Table("NAME", "VERSION", "DEVICE TYPES", "STATE", "REASON");
    views.modules().stream()
        .filter(shown -> shown.number() == module)
        .forEach(
            shown ->
                versions.row(
                    shown.name(),
                    shown.version(),
                    shown.deviceTypes(),
                    shown.state(),
                    shown.reason()));
    List<DeviceSnapshot> devices =
        views.devices().stream().filter(shown -> shown.device().module() == module).toList();
    DurationHistogram roundTrips =
        views.all(DeviceServerView.class).stream()
            .flatMap(view -> view.traffic().stream())
            .filter(traffic -> traffic.module() == module)
            .map(Traffic::roundTrips)
            .reduce(DurationHistogram.EMPTY, DurationHistogram::plus);
    Facts facts =
        new Facts()
            .put("MODULE", Integer.toUnsignedLong(module))
            .put("CONNECTED DEVICES", devices.size())
            .put("ROUND TRIPS", roundTrips.count())
            .put("MEDIAN MICROSECONDS", roundTrips.percentile(0.5).toNanos() / 1000)
            .put("P99 MICROSECONDS", roundTrips.percentile(0.99).toNanos() / 1000)
            .put("VERSIONS", versions)
            .put("DEVICES", Tables.devices(devices))
            .put("SINCE THE START", Tables.totals(views, module))
            .put(
                "EVENTS",
                Tables.events(
                    views.events().stream()
                        .filter(
                            event ->
                                event.subject().equals(number)
                                    || event.subject().startsWith(number + ' '))
                        .toList()));
    return json ? facts.json() : facts.toString();
  }

  /** Shows the connections to the cloud. */
  @Descriptor("lists the connections to the cloud")
  public String endpoints(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    return show(
        Tables.endpoints(views),
        json,
        views.all(EndpointView.class),
        "No endpoint is configured, or the external client",
        "");
  }

  /** Shows the stages that run in other containers. */
  @Descriptor("lists the stages in other containers, and how their broker is reached")
  public String stages(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    if (json) {
      return Stages.facts(views).json();
    }
    return views.all(NeighboursView.class).isEmpty()
        ? "All stages are in this container."
        : Stages.head(views.all(NeighboursView.class).get(0)) + "\n\n" + Tables.stages(views);
  }

  /** Shows the jars of the deploy folder. */
  @Descriptor("lists the jars of the deploy folder, and why one was refused")
  public String deployments(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    return show(
        Tables.deployments(views),
        json,
        views.all(DeploymentsView.class),
        "The deployer",
        "The deploy folder is empty.");
  }

  /** Shows the store of undelivered data. */
  @Descriptor("shows the store of undelivered data")
  public String store(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    return show(Tables.stores(views), json, views.all(StoreView.class), "The external client", "");
  }

  /** Shows the latest events. */
  @Descriptor("lists the latest events, or those with a part in kind, subject or text")
  public String events(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("all that are kept, not only the last " + EVENTS)
          @Parameter(names = "--all", presentValue = "true", absentValue = "false")
          boolean all) {
    return events(json, all, views.events(), "No events.");
  }

  /** Shows the latest events with a part. */
  @Descriptor("lists the latest events, or those with a part in kind, subject or text")
  public String events(
      @Descriptor(AS_JSON)
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("all that are kept, not only the last " + EVENTS)
          @Parameter(names = "--all", presentValue = "true", absentValue = "false")
          boolean all,
      @Descriptor("part of kind, subject or text, in any case") String part) {
    List<Event> found =
        views.events().stream()
            .filter(event -> has(part, event.kind() + ' ' + event.subject() + ' ' + event.text()))
            .toList();
    return events(
        json,
        all,
        found,
        "No event matches " + part + " (" + views.events().size() + " are kept).");
  }

  private String events(boolean json, boolean all, List<Event> events, String none) {
    return show(
        Tables.events(
            all ? events : events.subList(Math.max(0, events.size() - EVENTS), events.size())),
        json,
        views.all(EventsView.class),
        "The console",
        none);
  }

  /** Shows status, devices and events once; a shell that is attached repeats it. */
  @Descriptor("shows status, devices and events, refreshed each second, until Enter")
  public String watch() {
    return Overview.picture(views, version);
  }

  private String show(Table table, boolean json, List<?> sources, String stage, String none) {
    if (json) {
      return Facts.json(table::write);
    }
    if (sources.isEmpty()) {
      return notDone(stage + " does not run in this container.");
    }
    return table.isEmpty() ? none : table.toString();
  }
}
