package gateway.web.health;

import gateway.api.view.NeighboursView;
import gateway.api.view.NeighboursView.BrokerSnapshot;
import gateway.api.view.NeighboursView.NeighbourSnapshot;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The stages in other containers can be reached, and have the same modules. */
final class StagesCheck implements Check {

  private static final String VIEW = "view";
  private static final String BROKER = "broker";

  private final Supplier<Steady> steady;
  private final Map<String, Steady> away = new HashMap<>();

  StagesCheck(Supplier<Steady> steady) {
    this.steady = steady;
  }

  @Override
  public String name() {
    return "stages";
  }

  @Override
  public List<String> tags() {
    return List.of(READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.STAGES);
  }

  @Override
  public String absent() {
    return "all stages are in this container";
  }

  @Override
  public String advice() {
    return "Start the stage that is away, and see that its broker can be reached; install "
        + "the same modules in each stage.";
  }

  @Override
  public Finding look(Views views, long now) {
    Troubles troubles = new Troubles(now);
    troubles.note(
        VIEW,
        views.all(NeighboursView.class).isEmpty(),
        "the other stages are not looked for",
        "the other stages are looked for");
    List<String> present = new ArrayList<>();
    for (NeighboursView view : views.all(NeighboursView.class)) {
      BrokerSnapshot broker = view.broker();
      String address = "broker " + broker.address();
      troubles.note(
          BROKER,
          !broker.connected(),
          address + " is not connected" + (broker.reason().isEmpty() ? "" : ": " + broker.reason()),
          address + " is connected");
      for (NeighbourSnapshot neighbour : view.neighbours()) {
        troubles.note(
            neighbour.stage(),
            !neighbour.present(),
            neighbour.stage() + " is away",
            neighbour.stage() + " is here");
        neighbour.differences().forEach(text -> troubles.doubtful.add("module " + text));
        present.add(neighbour.stage());
      }
    }
    return troubles.finding("broker connected, present: " + String.join(", ", present));
  }

  private final class Troubles {

    private final long now;
    private final List<String> bad = new ArrayList<>();
    private final List<String> doubtful = new ArrayList<>();

    Troubles(long now) {
      this.now = now;
    }

    void note(String name, boolean isAway, String wrong, String right) {
      Steady state = away.computeIfAbsent(name, key -> steady.get()).note(isAway, now);
      if (state.isSuspect()) {
        (state.isBad() ? bad : doubtful)
            .add(isAway ? wrong : right + " again, but only for a moment");
      }
    }

    Finding finding(String good) {
      if (!bad.isEmpty()) {
        return Finding.critical(String.join("; ", bad));
      }
      return doubtful.isEmpty() ? Finding.ok(good) : Finding.warn(String.join("; ", doubtful));
    }
  }
}
