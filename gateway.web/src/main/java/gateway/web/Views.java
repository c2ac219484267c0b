package gateway.web;

import gateway.api.stage.EndpointControl;
import gateway.api.stage.Retry;
import gateway.api.stage.Settings;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView;
import gateway.api.view.EndpointView;
import gateway.api.view.EventsView;
import gateway.api.view.LostCallsView;
import gateway.api.view.ModulesView;
import gateway.api.view.NeighboursView;
import gateway.api.view.StoreView;
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
  volatile List<EndpointView> endpoints = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<DeploymentsView> deployments = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<EventsView> events = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<Settings> settings = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<StoreView> stores = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<LostCallsView> lostCalls = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<NeighboursView> neighbours = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<Retry> retries = List.of();

  @Reference(policy = ReferencePolicy.DYNAMIC)
  volatile List<EndpointControl> endpointControls = List.of();

  /** Returns the stores of undelivered data. */
  public List<StoreView> stores() {
    return stores;
  }

  /** Returns who knows of module calls that do not return. */
  public List<LostCallsView> lostCalls() {
    return lostCalls;
  }

  /** Returns who sees the stages in other containers. */
  public List<NeighboursView> neighbours() {
    return neighbours;
  }

  /** Returns who tries again what was given up. */
  public List<Retry> retries() {
    return retries;
  }

  /** Returns who renews the session of an endpoint. */
  public List<EndpointControl> endpointControls() {
    return endpointControls;
  }

  /** Returns the device ports. */
  public List<DeviceServerView> deviceServers() {
    return deviceServers;
  }

  /** Returns the module handlers. */
  public List<DevicesView> devices() {
    return devices;
  }

  /** Returns the registries. */
  public List<ModulesView> modules() {
    return modules;
  }

  /** Returns the endpoints. */
  public List<EndpointView> endpoints() {
    return endpoints;
  }

  /** Returns the deployers. */
  public List<DeploymentsView> deployments() {
    return deployments;
  }

  /** Returns the configuration. */
  public List<Settings> settings() {
    return settings;
  }

  /** Returns the keepers of events. */
  public List<EventsView> events() {
    return events;
  }
}
