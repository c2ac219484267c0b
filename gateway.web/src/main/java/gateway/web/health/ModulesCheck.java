package gateway.web.health;

import gateway.api.view.DeploymentsView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import gateway.api.view.Outcome.Kind;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Modules serve whom they should: none is set aside or refuses what the version before accepts,
 * none that serves refuses most statuses, and where jars were deployed at least one serves.
 */
final class ModulesCheck implements Check {

  private final RefusedStatuses refused = new RefusedStatuses();

  @Override
  public String name() {
    return "modules";
  }

  @Override
  public List<String> tags() {
    return List.of(READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.MODULES);
  }

  @Override
  public String advice() {
    return "Correct the module and deploy it, roll the jar back, or retry it when the cause "
        + "is gone.";
  }

  @Override
  public Finding look(Views views, long now) {
    List<ModuleSnapshot> modules = views.modules();
    Set<Integer> served =
        modules.stream()
            .filter(module -> module.state() == State.SERVING)
            .map(ModuleSnapshot::number)
            .collect(Collectors.toSet());
    List<String> faults = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (ModuleSnapshot module : modules) {
      boolean setAside = module.state() == State.QUARANTINED;
      if (setAside || module.state() == State.REFUSING) {
        String text = named(module) + (setAside ? " is set aside: " : " is waiting: ");
        if (served.contains(module.number())) {
          faults.add(text + module.reason() + "; another version serves");
        } else {
          missing.add(text + module.reason() + "; no other version serves");
        }
      }
    }
    faults.addAll(refused.look(views, now));
    if (served.isEmpty()) {
      idle(views, missing, faults);
    }
    if (!missing.isEmpty()) {
      missing.addAll(faults);
      return Finding.critical(String.join("; ", missing));
    }
    return faults.isEmpty()
        ? Finding.ok(served.size() + " serve")
        : Finding.warn(String.join("; ", faults));
  }

  static String named(ModuleSnapshot module) {
    return "module "
        + Integer.toUnsignedString(module.number())
        + ' '
        + module.name()
        + ' '
        + module.version();
  }

  /** Who deploys a jar wants something to be served. */
  private static void idle(Views views, List<String> missing, List<String> faults) {
    List<Kind> jars =
        views.all(DeploymentsView.class).stream()
            .flatMap(view -> view.deployments().stream())
            .map(jar -> jar.outcome().kind())
            .toList();
    long arrived = jars.stream().filter(kind -> kind != Kind.ARRIVES).count();
    if (arrived > 0) {
      missing.add("0 serve, of " + jars.size() + " deployed: see deployments");
    } else if (!jars.isEmpty()) {
      faults.add("0 serve yet, " + jars.size() + " arrive");
    }
  }
}
