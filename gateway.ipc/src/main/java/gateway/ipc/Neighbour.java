package gateway.ipc;

import gateway.api.stage.ServedModule;
import gateway.api.view.NeighboursView.NeighbourSnapshot;
import gateway.protocol.stage.Module;
import gateway.protocol.stage.Presence;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The view of another stage. Written in turns of the hub, read by any thread. */
final class Neighbour {

  private static final Logger LOG = LoggerFactory.getLogger(Neighbour.class);

  private record State(
      boolean present, long since, List<String> modules, List<String> differences) {}

  private final StageName stage;
  private final LongSupplier clock;
  private final Supplier<Collection<ServedModule>> own;
  private final IntSupplier waiting;
  private final LongSupplier lost;
  private volatile State state;
  private Presence announced = Presence.getDefaultInstance();

  /** Makes an absent neighbour for which nothing ever waits. */
  Neighbour(StageName stage, LongSupplier clock, Supplier<Collection<ServedModule>> own) {
    this(stage, clock, own, () -> 0, () -> 0);
  }

  /**
   * Makes an absent neighbour.
   *
   * @param own the modules that serve here
   * @param waiting devices with data that waits for it
   * @param lost statuses that did not reach it
   */
  Neighbour(
      StageName stage,
      LongSupplier clock,
      Supplier<Collection<ServedModule>> own,
      IntSupplier waiting,
      LongSupplier lost) {
    this.stage = stage;
    this.clock = clock;
    this.own = own;
    this.waiting = waiting;
    this.lost = lost;
    state = new State(false, clock.getAsLong(), List.of(), List.of());
  }

  void present(boolean present) {
    if (state.present() != present) {
      state = new State(present, clock.getAsLong(), state.modules(), state.differences());
    }
  }

  /** The stage has announced its presence. */
  void announced(Presence presence) {
    announced = presence;
    compare();
  }

  /** A module has changed here or in the other stage. */
  void compare() {
    List<String> modules =
        announced.getModulesList().stream().map(m -> RemoteCatalog.module(m).toString()).toList();
    Collection<ServedModule> here = own.get();
    List<String> differences =
        announced.getModulesList().stream()
            .flatMap(
                there ->
                    here.stream()
                        .filter(module -> module.number() == there.getNumber())
                        .filter(module -> differ(module, there))
                        .map(module -> difference(module, there)))
            .toList();
    if (!differences.equals(state.differences())) {
      differences.forEach(difference -> LOG.warn("Module {}", difference));
    }
    state = new State(state.present(), state.since(), modules, differences);
  }

  private static boolean differ(ServedModule here, Module there) {
    return !here.name().equals(there.getName()) || !here.version().equals(there.getVersion());
  }

  private String difference(ServedModule here, Module there) {
    return Integer.toUnsignedString(here.number())
        + ": "
        + here.name()
        + ' '
        + here.version()
        + " here, "
        + there.getName()
        + ' '
        + there.getVersion()
        + " at "
        + stage;
  }

  NeighbourSnapshot snapshot() {
    State now = state;
    return new NeighbourSnapshot(
        stage.toString(),
        now.present(),
        Duration.ofNanos(clock.getAsLong() - now.since()),
        now.modules(),
        now.differences(),
        waiting.getAsInt(),
        lost.getAsLong());
  }
}
