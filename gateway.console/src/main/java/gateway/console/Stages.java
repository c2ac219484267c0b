package gateway.console;

import gateway.api.view.NeighboursView;
import gateway.api.view.NeighboursView.BrokerSnapshot;
import gateway.api.view.NeighboursView.NeighbourSnapshot;
import gateway.api.view.Views;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stages that run in containers of their own, in words. */
final class Stages {

  private Stages() {}

  /** Returns the text before a table of the stages. */
  static String head(NeighboursView view) {
    return "This is "
        + view.stage()
        + ". Broker "
        + view.broker().address()
        + ' '
        + words(view.broker());
  }

  /** Returns the stages in one line. */
  static String words(NeighboursView view) {
    return Stream.concat(
            Stream.of(view.stage() + " here", "broker " + words(view.broker())),
            view.neighbours().stream().map(Stages::words))
        .collect(Collectors.joining("; "));
  }

  private static String words(BrokerSnapshot broker) {
    return (broker.connected() ? "connected for " : "not connected for ")
        + Table.text(broker.inState())
        + (broker.reason().isEmpty() ? "" : " (" + Table.text(broker.reason()) + ')');
  }

  private static String words(NeighbourSnapshot neighbour) {
    return neighbour.stage()
        + (neighbour.present() ? " present for " : " away for ")
        + Table.text(neighbour.inState())
        + (neighbour.differences().isEmpty() ? "" : ", its modules differ")
        + (neighbour.waiting() == 0 ? "" : ", " + neighbour.waiting() + " device(s) waiting");
  }

  /** The same for scripts; no stages, and null for the rest, where all are in this container. */
  static Facts facts(Views views) {
    Facts facts = new Facts();
    if (views.all(NeighboursView.class).isEmpty()) {
      facts.put("STAGE", Table.Absent.HERE).put("BROKER", Table.Absent.HERE);
    } else {
      NeighboursView view = views.all(NeighboursView.class).get(0);
      BrokerSnapshot broker = view.broker();
      facts
          .put("STAGE", view.stage())
          .put(
              "BROKER",
              new Facts()
                  .put("ADDRESS", broker.address())
                  .put("CONNECTED", broker.connected())
                  .put("FOR", broker.inState())
                  .put("REASON", broker.reason()));
    }
    return facts.put("STAGES", Tables.stages(views));
  }
}
