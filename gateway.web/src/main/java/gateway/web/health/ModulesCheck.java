package gateway.web.health;

import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** No module is in quarantine, or at least another version serves in its place. */
final class ModulesCheck implements Check {

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
  public Finding look(Views views, long now) {
    List<ModuleSnapshot> modules = views.modules();
    Set<Integer> served =
        modules.stream()
            .filter(module -> module.state() == State.SERVING)
            .map(ModuleSnapshot::number)
            .collect(Collectors.toSet());
    List<String> replaced = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (ModuleSnapshot module : modules) {
      if (module.state() == State.QUARANTINED) {
        String text =
            "module "
                + Integer.toUnsignedString(module.number())
                + ' '
                + module.name()
                + ' '
                + module.version()
                + " is set aside: "
                + module.reason();
        (served.contains(module.number()) ? replaced : missing).add(text);
      }
    }
    if (!missing.isEmpty()) {
      return Finding.critical(String.join("; ", missing) + "; no other version serves");
    }
    return replaced.isEmpty()
        ? Finding.ok(served.size() + " serve")
        : Finding.warn(String.join("; ", replaced) + "; another version serves");
  }
}
