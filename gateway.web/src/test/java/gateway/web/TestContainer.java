package gateway.web;

import gateway.api.device.Device;
import gateway.api.device.DeviceKey;
import gateway.api.test.TestViews;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView;
import gateway.api.view.DurationHistogram;
import gateway.api.view.EndpointView;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import gateway.api.view.NeighboursView;
import gateway.api.view.StoreView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Views whose content a test writes. */
public final class TestContainer {

  public final List<DeviceServerView.LaneSnapshot> lanes = new ArrayList<>();
  public final List<DevicesView.DeviceSnapshot> devices = new ArrayList<>();
  public final List<ModulesView.ModuleSnapshot> modules = new ArrayList<>();
  public final List<EndpointView.EndpointSnapshot> endpoints = new ArrayList<>();
  public final List<DeploymentSnapshot> deployments = new ArrayList<>();
  public DurationHistogram roundTrips = DurationHistogram.EMPTY;
  public int abandonedLanes;
  public final TestViews views = new TestViews();
  private final Map<String, DevicesView.Totals> totals = new LinkedHashMap<>();

  public TestContainer() {
    openPort();
    totals.put("", new DevicesView.Totals(-1, "5", 1, 2, 3, 4, 5, 6));
    views.set(DevicesView.class, new Handler());
    views.set(ModulesView.class, new Registry());
    views.set(DeploymentsView.class, () -> deployments);
  }

  public void store(StoreView.State state, String reason, long bytes) {
    views.set(
        StoreView.class,
        () ->
            new StoreView.StoreSnapshot(
                "/data/store", state, Duration.ZERO, reason, bytes, 1000, 7));
  }

  public void lostCalls(int count) {
    LostCallsView.LostCall call =
        new LostCallsView.LostCall(7, "m 1.1.0", "aggregate", Duration.ofSeconds(1));
    views.set(LostCallsView.class, () -> Collections.nCopies(count, call));
  }

  /** Shows the container of the module handler: its broker, and an internal server beside it. */
  public void stages(boolean connected, boolean present, String... differences) {
    views.set(NeighboursView.class, new Hub(connected, present, List.of(differences)));
  }

  private record Hub(boolean connected, boolean present, List<String> differences)
      implements NeighboursView {
    @Override
    public String stage() {
      return "module-handler";
    }

    @Override
    public BrokerSnapshot broker() {
      return new BrokerSnapshot(
          "h:1883", connected, Duration.ofSeconds(1), connected ? "" : "Connection refused");
    }

    @Override
    public List<NeighbourSnapshot> neighbours() {
      return List.of(
          new NeighbourSnapshot(
              "internal-server",
              present,
              Duration.ofSeconds(2),
              List.of("7 m 1"),
              differences,
              3,
              4));
    }
  }

  public void openPort() {
    views.set(DeviceServerView.class, new Server());
  }

  public void closePort() {
    views.set(DeviceServerView.class);
  }

  public void device(int module, String role, String name) {
    devices.add(
        new DevicesView.DeviceSnapshot(
            Device.of(module, 0, role, name, 0), Duration.ZERO, 3, 2, 1, Duration.ofSeconds(1)));
  }

  public void module(int number, String version, ModulesView.State state, String reason) {
    modules.add(new ModulesView.ModuleSnapshot(number, "m", version, "*", state, reason));
  }

  public void totals(int number, String type, long statuses, long refused) {
    totals.put(
        number + "/" + type, new DevicesView.Totals(number, type, statuses, refused, 0, 0, 0, 0));
  }

  public static final EndpointView.LeftOut LEFT_OUT =
      new EndpointView.LeftOut(
          new DeviceKey(3, 0, "x"), EndpointView.Cause.LINK_LOST, 30_112, Duration.ofSeconds(60));

  /** Of the endpoints that come next. */
  public List<EndpointView.LeftOut> leftOut = List.of();

  public void endpoint(String name, EndpointView.State state, String reason) {
    endpoints.removeIf(endpoint -> endpoint.name().equals(name));
    endpoints.add(
        new EndpointView.EndpointSnapshot(
            name,
            "h:1",
            "*",
            new EndpointView.Link(state, Duration.ZERO, reason, ""),
            new EndpointView.Load(0, 1, 2, 3),
            new EndpointView.Counters(
                4, 5, 6, Map.of("SESSION_LOST", 2L), Map.of("INVALID_COMMAND", 3L)),
            new EndpointView.Outage(Duration.ZERO, Duration.ZERO),
            leftOut));
    views.set(
        EndpointView.class,
        endpoints.stream()
            .<EndpointView>map(endpoint -> () -> endpoint)
            .toArray(EndpointView[]::new));
  }

  private final class Registry implements ModulesView {
    @Override
    public Map<Integer, Long> unfoldedStatuses() {
      return Map.of(7, 5L);
    }

    @Override
    public List<ModuleSnapshot> modules() {
      return modules;
    }

    @Override
    public Map<Integer, DurationHistogram> swapPauses() {
      return Map.of(7, roundTrips);
    }
  }

  private final class Handler implements DevicesView {
    @Override
    public List<DeviceSnapshot> devices() {
      return devices;
    }

    @Override
    public List<Totals> totals() {
      return List.copyOf(totals.values());
    }
  }

  private final class Server implements DeviceServerView {
    @Override
    public String address() {
      return "127.0.0.1:8888";
    }

    @Override
    public int connections() {
      return 1;
    }

    @Override
    public List<Traffic> traffic() {
      return List.of(new Traffic(7, "0", 1, roundTrips, 0, Map.of("SILENT", 2L)));
    }

    @Override
    public Map<String, Long> refusals() {
      return Map.of("ALREADY_CONNECTED", 5L);
    }

    @Override
    public List<LaneSnapshot> lanes() {
      return lanes;
    }

    @Override
    public int abandonedLanes() {
      return abandonedLanes;
    }
  }
}
