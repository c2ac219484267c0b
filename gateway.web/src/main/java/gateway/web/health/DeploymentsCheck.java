package gateway.web.health;

import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.State;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.List;

/** No jar of the deploy folder was refused. */
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
  public Finding look(Views views, long now) {
    List<String> refused =
        views.all(DeploymentsView.class).stream()
            .flatMap(view -> view.deployments().stream())
            .filter(jar -> jar.state() != State.STARTED && jar.state() != State.ARRIVING)
            .map(jar -> jar.file() + ": " + jar.reason())
            .toList();
    return refused.isEmpty()
        ? Finding.ok("none refused")
        : Finding.warn(String.join("; ", refused));
  }
}
