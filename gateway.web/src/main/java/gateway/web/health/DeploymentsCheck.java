package gateway.web.health;

import gateway.api.view.DeploymentsView;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.List;

/** Each jar of the deploy folder does what it was put there for. */
final class DeploymentsCheck implements Check {

  @Override
  public String name() {
    return "deployments";
  }

  @Override
  public List<String> tags() {
    return List.of(READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.DEPLOYMENTS);
  }

  @Override
  public String advice() {
    return "Do what the reason says and copy the jar again, roll it back, or remove it.";
  }

  @Override
  public Finding look(Views views, long now) {
    if (views.all(DeploymentsView.class).isEmpty()) {
      return Finding.warn(
          "the deployer does not run: jars are neither deployed nor checked. Its configuration may"
              + " be faulty, such as the trust store of required signatures: see the log");
    }
    List<String> faults =
        views.all(DeploymentsView.class).stream()
            .flatMap(view -> view.deployments().stream())
            .filter(jar -> jar.outcome().kind().isFault())
            .map(jar -> jar.file() + " " + jar.outcome())
            .toList();
    return faults.isEmpty() ? Finding.ok("no fault") : Finding.warn(String.join("; ", faults));
  }
}
