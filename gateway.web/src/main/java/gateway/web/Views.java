package gateway.web;

import gateway.api.stage.Settings;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DevicesView;
import gateway.api.view.EndpointView;
import gateway.api.view.EventsView;
import gateway.api.view.ModulesView;
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
