package gateway.tests;

import gateway.api.view.DeploymentsView;
import gateway.api.view.DeploymentsView.DeploymentSnapshot;
import gateway.api.view.DeviceServerView;
import gateway.api.view.ModulesView;
import gateway.api.view.ModulesView.ModuleSnapshot;
import gateway.api.view.ModulesView.State;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.util.tracker.ServiceTracker;

/** The gateway in this container, with a deploy folder of its own. */
final class Gateway {

  private static final int CLOSED_PORT = 1;

  private final BundleContext context;
  private final Path home = Target.newHome();

  Gateway(BundleContext context) throws IOException {
    this.context = context;
    Files.createDirectories(deploy());
  }

  Path deploy() {
    return home.resolve("deploy");
  }

  Path data() {
    return home.resolve("data");
  }

  /** Starts with a cloud that cannot be reached, as it often is. */
  void start() throws Exception {
    start(CLOSED_PORT);
  }

  /**
   * Gives the stages their configurations, and returns when the device port is open.
   *
   * @param broker port of the broker on this machine
   */
  void start(int broker) throws Exception {
    // Limits that a loaded machine keeps: how fast the gateway is, is not tested here.
    configure("gateway.registry", Map.of("call-budget", 5_000, "hang-limit", 10_000));
    configure(
        "gateway.internalserver",
        Map.of("address", "127.0.0.1", "port", 0, "answer-deadline", 5_000));
    configure("gateway.external", Map.of("company", "demo", "vehicle", "car1"));
    configure("gateway.external.endpoint~cloud", Map.of("host", "127.0.0.1", "port", broker));
    configure("gateway.deployer", Map.of("dir", deploy().toString(), "data", data().toString()));
    await("the device port is open", () -> address().isPresent());
  }

  void configure(String pid, Map<String, Object> values) throws Exception {
    ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> tracker =
        new ServiceTracker<>(context, ConfigurationAdmin.class, null);
    tracker.open();
    ConfigurationAdmin admin = tracker.waitForService(Await.PATIENCE.toMillis());
    String[] names = pid.split("~");
    Configuration configuration =
        names.length == 1
            ? admin.getConfiguration(pid, "?")
            : admin.getFactoryConfiguration(names[0], names[1], "?");
    Dictionary<String, Object> properties = new Hashtable<>(values);
    configuration.update(properties);
    tracker.close();
  }

  /** Returns the address of the device port while it is open. */
  Optional<InetSocketAddress> address() {
    return Optional.ofNullable(context.getServiceReference(DeviceServerView.class))
        .map(reference -> (String) reference.getProperty(DeviceServerView.ADDRESS))
        .map(
            address -> {
              int colon = address.lastIndexOf(':');
              return new InetSocketAddress(
                  address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            });
  }

  /** Copies a module of the build into the deploy folder. */
  void deploy(String module) throws IOException {
    Files.copy(Target.bundle(module), deploy().resolve(module + ".jar"));
  }

  /** Connects a device as soon as its module serves; it must be accepted at once then. */
  TestDevice connect(int module, String role) throws Exception {
    return connect(module, role, 0);
  }

  /** The same with a priority. */
  TestDevice connect(int module, String role, int priority) throws Exception {
    return connect(module, 0, role, priority);
  }

  /** The same with a device type. */
  TestDevice connect(int module, int type, String role) throws Exception {
    return connect(module, type, role, 0);
  }

  private TestDevice connect(int module, int type, String role, int priority) throws Exception {
    await("module " + module + " serves", () -> serves(module) && address().isPresent());
    TestDevice device = TestDevice.connect(address().orElseThrow(), module, type, role, priority);
    if (!device.isAccepted()) {
      device.close();
      throw new AssertionError("a device of module " + module + " is not accepted");
    }
    return device;
  }

  private boolean serves(int module) {
    return modules().anyMatch(known -> known.number() == module && known.state() == State.SERVING);
  }

  /** Tells whether this version serves. */
  boolean serves(int module, String version) {
    return isIn(State.SERVING, module, version);
  }

  /** Tells whether this version was set aside. */
  boolean isSetAside(int module, String version) {
    return isIn(State.QUARANTINED, module, version);
  }

  /** Tells whether a version waits because it refuses or fails at what another one accepts. */
  boolean isKeptOut(int module, String version) {
    return isIn(State.REFUSING, module, version);
  }

  private boolean isIn(State state, int module, String version) {
    return modules()
        .anyMatch(
            known ->
                known.number() == module
                    && known.version().equals(version)
                    && known.state() == state);
  }

  private Stream<ModuleSnapshot> modules() {
    return view(ModulesView.class, ModulesView::modules).orElse(List.of()).stream();
  }

  Optional<DeploymentSnapshot> deployment(String file) {
    return view(
            DeploymentsView.class,
            view -> view.deployments().stream().filter(jar -> jar.file().equals(file)).findFirst())
        .flatMap(Function.identity());
  }

  /** Reads a view, if it is there. */
  <V, T> Optional<T> view(Class<V> type, Function<V, T> reader) {
    ServiceReference<V> reference = context.getServiceReference(type);
    V view = reference == null ? null : context.getService(reference);
    return Optional.ofNullable(view).map(reader);
  }

  /** The bundles with these names, all versions. */
  List<Bundle> bundles(String name) {
    return Stream.of(context.getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .toList();
  }

  /** The bundles of the gateway that have something to stop, by the order of their installation. */
  List<Bundle> stages() {
    return Stream.of(context.getBundles())
        .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith("gateway."))
        .filter(bundle -> bundle.getHeaders().get("Service-Component") != null)
        .toList();
  }

  void await(String what, Callable<Boolean> condition) throws Exception {
    Await.until(what, condition, this::explain);
  }

  /** What is not as it should be: bundles, components, jars. */
  String explain() {
    List<String> lines = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      boolean fragment = bundle.getHeaders().get("Fragment-Host") != null;
      if (bundle.getState() != Bundle.ACTIVE && !fragment) {
        lines.add("bundle " + bundle + " is in state " + bundle.getState());
      }
    }
    view(ServiceComponentRuntime.class, this::unsatisfied).ifPresent(lines::addAll);
    view(DeploymentsView.class, DeploymentsView::deployments)
        .ifPresent(jars -> jars.forEach(jar -> lines.add(jar.toString())));
    modules().forEach(module -> lines.add(module.toString()));
    return String.join("\n", lines);
  }

  private List<String> unsatisfied(ServiceComponentRuntime runtime) {
    List<String> lines = new ArrayList<>();
    for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
      var configurations = runtime.getComponentConfigurationDTOs(component);
      if (configurations.isEmpty()) {
        lines.add("component " + component.name + " has no configuration");
      }
      for (ComponentConfigurationDTO configuration : configurations) {
        Stream.of(configuration.unsatisfiedReferences)
            .map(reference -> reference.name + " " + reference.target)
            .forEach(
                reference -> lines.add("component " + component.name + " waits for " + reference));
        if (configuration.failure != null) {
          lines.add("component " + component.name + " failed: " + configuration.failure);
        }
      }
    }
    return lines;
  }
}
