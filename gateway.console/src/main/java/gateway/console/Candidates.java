package gateway.console;

import gateway.api.stage.DeploymentControl;
import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DevicesView.DeviceSnapshot;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.Views;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Candidates for the arguments of the commands, for completion by Tab: used by {@code
 * etc/gosh_profile}. Gogo hides names that begin with an underscore.
 */
@Component(
    service = Candidates.class,
    property = {
      "osgi.command.scope=_fleet",
      "osgi.command.function=devices",
      "osgi.command.function=endpoints",
      "osgi.command.function=modules",
      "osgi.command.function=retries",
      "osgi.command.function=jars",
      "osgi.command.function=earlier",
      "osgi.command.function=levels"
    })
public final class Candidates {

  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF", "DEFAULT");

  private final Views views;

  /** Makes the candidates. */
  @Activate
  public Candidates(@Reference Views views) {
    this.views = views;
  }

  /** Returns the connected devices, each by its shortest name that is its own. */
  public List<String> devices() {
    return views.devices().stream().map(this::name).sorted().toList();
  }

  private String name(DeviceSnapshot device) {
    String role = device.device().role();
    return views.devices(role).size() == 1 ? role : device.device().key().toString();
  }

  /** Returns the endpoints. */
  public List<String> endpoints() {
    return views.endpoints().stream().map(EndpointSnapshot::name).toList();
  }

  /** Returns the numbers of the modules. */
  public List<String> modules() {
    return numbers(views.modules().stream());
  }

  /** Returns the candidates for a retry: numbers of modules and jars. */
  public List<String> retries() {
    Stream<ModuleSnapshot> setAside =
        views.modules().stream().filter(module -> module.state() == ModulesView.State.QUARANTINED);
    return Stream.concat(
            numbers(setAside).stream(),
            views.all(DeploymentsView.class).stream()
                .flatMap(view -> view.deployments().stream())
                .filter(jar -> jar.state() == DeploymentsView.State.REFUSED)
                .map(DeploymentSnapshot::file))
        .toList();
  }

  /** Returns the jars of the deploy folder. */
  public List<String> jars() {
    return views.all(DeploymentsView.class).stream()
        .flatMap(view -> view.deployments().stream())
        .map(DeploymentSnapshot::file)
        .toList();
  }

  /** Returns the jars that can be rolled back. */
  public List<String> earlier() {
    return views.all(DeploymentControl.class).stream()
        .flatMap(control -> control.earlier().keySet().stream())
        .sorted()
        .toList();
  }

  /** Returns levels for the first argument, then the names that have their own level. */
  public List<String> levels(int argument) {
    return argument <= 1
        ? LEVELS
        : Stream.of(devices(), modules(), endpoints()).flatMap(List::stream).toList();
  }

  private static List<String> numbers(Stream<ModuleSnapshot> modules) {
    return modules.map(module -> Integer.toUnsignedString(module.number())).distinct().toList();
  }
}
