package gateway.console;

import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EventsView;
import gateway.api.view.EventsView.Event;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.NeighboursView;
import gateway.api.view.StoreView;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the stages that run in this container publish; an empty list where one does not. */
@Component(service = Views.class)
public final class Views {

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<DeviceServerView> deviceServers = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<DevicesView> devices = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<ModulesView> modules = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<LostCallsView> lostCalls = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<EndpointView> endpoints = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<StoreView> stores = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<DeploymentsView> deployments = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<EventsView> events = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<NeighboursView> neighbours = List.of();

  List<DeviceSnapshot> allDevices() {
    return devices.stream().flatMap(view -> view.devices().stream()).toList();
  }

  /** Returns the devices that are called so: by key as shown, or by role. */
  List<DeviceSnapshot> devices(String name) {
    List<DeviceSnapshot> all = allDevices();
    List<DeviceSnapshot> exact =
        all.stream().filter(shown -> shown.device().key().toString().equals(name)).toList();
    return exact.isEmpty()
        ? all.stream().filter(shown -> shown.device().role().equals(name)).toList()
        : exact;
  }

  List<ModuleSnapshot> allModules() {
    return modules.stream().flatMap(view -> view.modules().stream()).toList();
  }

  List<EndpointSnapshot> allEndpoints() {
    return endpoints.stream()
        .map(EndpointView::snapshot)
        .sorted(Comparator.comparing(EndpointSnapshot::name))
        .toList();
  }

  List<Event> allEvents() {
    return events.stream().flatMap(view -> view.events().stream()).toList();
  }
}
