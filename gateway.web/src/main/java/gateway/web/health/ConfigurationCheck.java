package gateway.web.health;

import gateway.api.stage.Settings;
import gateway.api.view.Views;
import gateway.web.ContainerParts.Part;
import java.util.List;

/** The configuration on the disk is the one that the gateway runs with. */
final class ConfigurationCheck implements Check {

  @Override
  public String name() {
    return "configuration";
  }

  @Override
  public List<String> tags() {
    return List.of(READY);
  }

  @Override
  public List<Part> parts() {
    return List.of(Part.CONFIGURATION);
  }

  @Override
  public String advice() {
    return "Correct the file; ./gateway check-config finds every fault. Or restart the gateway";
  }

  @Override
  public Finding look(Views views, long now) {
    List<String> reasons =
        views.all(Settings.class).stream()
            .flatMap(settings -> settings.notInForce().stream())
            .toList();
    return reasons.isEmpty()
        ? Finding.ok("in force")
        : Finding.warn("the file is not in force: " + String.join("; ", reasons));
  }
}
