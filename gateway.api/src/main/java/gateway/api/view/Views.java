package gateway.api.view;

import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EventsView.Event;
import gateway.api.view.ModulesView.ModuleSnapshot;
import java.util.Comparator;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All views of the stages in this container, and the contracts for the actions of an operator.
 * Offered by {@code gateway.console}.
 *
 * <p>All methods may be called from any thread and return at once.
 */
@ProviderType
public interface Views {

  /**
   * Returns the services of a type.
   *
   * @return a snapshot; empty where the stage that offers it does not run in this container
   */
  <T> List<T> all(Class<T> type);

  /** Returns the connected devices. */
  default List<DeviceSnapshot> devices() {
    return all(DevicesView.class).stream().flatMap(view -> view.devices().stream()).toList();
  }

  /** Returns the devices of a name, which is a key as it is shown, or else a role. */
  default List<DeviceSnapshot> devices(String name) {
    List<DeviceSnapshot> all = devices();
    List<DeviceSnapshot> exact =
        all.stream().filter(shown -> shown.device().key().toString().equals(name)).toList();
    return exact.isEmpty()
        ? all.stream().filter(shown -> shown.device().role().equals(name)).toList()
        : exact;
  }

  /** Returns the versions of all modules. */
  default List<ModuleSnapshot> modules() {
    return all(ModulesView.class).stream().flatMap(view -> view.modules().stream()).toList();
  }

  /** Returns the endpoints, in the order of their names. */
  default List<EndpointSnapshot> endpoints() {
    return all(EndpointView.class).stream()
        .map(EndpointView::snapshot)
        .sorted(Comparator.comparing(EndpointSnapshot::name))
        .toList();
  }

  /** Returns the latest events, the oldest first. */
  default List<Event> events() {
    return all(EventsView.class).stream().flatMap(view -> view.events().stream()).toList();
  }
}
