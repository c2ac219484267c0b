package gateway.api.view;

import gateway.api.device.DeviceKey;
import gateway.api.device.Payload;
import gateway.api.view.DeviceContentView.Content;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.EventsView.Event;
import gateway.api.view.ModulesView.ModuleSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All views of the stages in this container, and the contracts for the actions of an operator.
 * Offered by {@code gateway.console}.
 *
 * <p>All methods may be called from any thread; apart from {@link #contents} they return at once.
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

  /**
   * Returns the key of a device, connected or not.
   *
   * @param name a name of one connected device, or else {@code module/type/role}
   * @return empty if several devices have the name, or none and it is no key
   */
  default Optional<DeviceKey> deviceKey(String name) {
    List<DeviceSnapshot> found = devices(name);
    if (!found.isEmpty()) {
      return found.size() == 1 ? Optional.of(found.get(0).device().key()) : Optional.empty();
    }
    String[] parts = name.split("/", 3);
    try {
      return parts.length < 3
          ? Optional.empty()
          : Optional.of(
              new DeviceKey(
                  Integer.parseUnsignedInt(parts[0]),
                  Integer.parseUnsignedInt(parts[1]),
                  parts[2]));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns what the stages here keep of a device, in the order in which people read it. Waits for
   * them, so never to be called from a thread of a stage.
   *
   * @param limit longest wait for each stage; one that does not answer is named {@code no answer}
   */
  default List<Content> contents(DeviceKey device, Duration limit) {
    List<Content> contents = new ArrayList<>();
    for (DeviceContentView view : all(DeviceContentView.class)) {
      contents.addAll(
          view.contents(device)
              .toCompletableFuture()
              .copy()
              .completeOnTimeout(
                  List.of(new Content("no answer", Payload.ofText("a module hangs"))),
                  limit.toMillis(),
                  TimeUnit.MILLISECONDS)
              .exceptionally(e -> List.of(new Content("no answer", Payload.ofText(e.toString()))))
              .join());
    }
    // one that has no place among the names is behind them
    contents.sort(
        Comparator.comparing(
            content -> Integer.toUnsignedLong(DeviceContentView.NAMES.indexOf(content.name()))));
    return contents;
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
