package gateway.ipc;

import gateway.api.device.DeviceTypes;
import gateway.api.stage.ModuleCatalog;
import gateway.api.stage.ServedModule;
import gateway.protocol.stage.Module;
import gateway.protocol.stage.Presence;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * The modules of a handler in another container, as it announces them. While the handler cannot be
 * reached every number counts as awaited, so that connects are held, not refused.
 */
final class RemoteCatalog implements ModuleCatalog {

  private record State(boolean known, Map<Integer, ServedModule> served, Set<Integer> awaited) {}

  private final IntConsumer changed;
  private volatile State state = new State(false, Map.of(), Set.of());

  /**
   * Makes an empty catalog.
   *
   * @param changed called with each number that has changed
   */
  RemoteCatalog(IntConsumer changed) {
    this.changed = changed;
  }

  /** The handler has announced its modules, and can be reached. */
  void announced(Presence presence) {
    Map<Integer, ServedModule> served = new TreeMap<>(Integer::compareUnsigned);
    presence.getModulesList().forEach(module -> served.put(module.getNumber(), module(module)));
    change(new State(presence.getSettled(), served, new TreeSet<>(presence.getAwaitedList())));
  }

  /** The handler cannot be reached. */
  void unreachable() {
    change(new State(false, state.served, state.awaited));
  }

  private void change(State to) {
    State from = state;
    state = to;
    Set<Integer> numbers = new TreeSet<>(from.served.keySet());
    numbers.addAll(to.served.keySet());
    numbers.addAll(from.awaited);
    if (from.known == to.known) {
      numbers.removeIf(
          number ->
              Optional.ofNullable(from.served.get(number))
                      .equals(Optional.ofNullable(to.served.get(number)))
                  && from.awaited.contains(number) == to.awaited.contains(number));
    } else if (numbers.isEmpty()) {
      numbers.add(0); // devices that wait must be notified even so
    }
    numbers.forEach(changed::accept);
  }

  static ServedModule module(Module module) {
    return new ServedModule(
        module.getNumber(),
        module.getName(),
        module.getVersion(),
        types(module.getDeviceTypes()),
        module.getFirstStatusGeneratesCommand(),
        module.getPushCommands());
  }

  private static DeviceTypes types(String text) {
    return text.isEmpty() ? DeviceTypes.of() : DeviceTypes.parse(Arrays.asList(text.split(",")));
  }

  /** Returns how a module is announced. */
  static Module announcement(ServedModule module) {
    return Module.newBuilder()
        .setNumber(module.number())
        .setName(module.name())
        .setVersion(module.version())
        .setDeviceTypes(module.deviceTypes().toString())
        .setFirstStatusGeneratesCommand(module.firstStatusGeneratesCommand())
        .setPushCommands(module.pushCommands())
        .build();
  }

  @Override
  public Optional<ServedModule> find(int number) {
    State now = state;
    return now.known ? Optional.ofNullable(now.served.get(number)) : Optional.empty();
  }

  @Override
  public boolean isAwaited(int number) {
    State now = state;
    return !now.known || now.awaited.contains(number);
  }

  @Override
  public Collection<ServedModule> served() {
    State now = state;
    return now.known ? List.copyOf(now.served.values()) : List.of();
  }
}
