package gateway.distribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/**
 * The line that says that the gateway is ready, told once, when the device port is open. Reads
 * service properties only, because the launcher cannot see the types of the bundles.
 */
final class ReadyLine implements AllServiceListener {

  private static final String DEVICE_SERVER = "gateway.api.view.DeviceServerView";
  private static final String MODULES = "gateway.api.view.ModulesView";
  private static final String ENDPOINT = "gateway.api.view.EndpointView";

  private final BundleContext context;
  private final Consumer<String> ready;
  private final BooleanSupplier ending;
  private boolean told;

  /** Makes it; what is about to end is not ready. */
  ReadyLine(BundleContext context, BooleanSupplier ending, Consumer<String> ready) {
    this.context = context;
    this.ending = ending;
    this.ready = ready;
  }

  /** Begins to wait for the device port. Call it before the framework starts. */
  void open() {
    try {
      context.addServiceListener(this, "(objectClass=" + DEVICE_SERVER + ')');
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void serviceChanged(ServiceEvent event) {
    if (event.getType() == ServiceEvent.REGISTERED && !told && !ending.getAsBoolean()) {
      told = true;
      ready.accept(
          text(
              property(event.getServiceReference(), "address"),
              modules(),
              properties(ENDPOINT, "vehicle", "address")));
    }
  }

  /** Puts the line together. */
  static String text(String address, List<String> modules, List<String> endpoints) {
    return "Gateway ready: devices connect to "
        + address
        + "; "
        + (modules.isEmpty() ? "no modules" : "modules " + String.join(", ", modules))
        + "; "
        + (endpoints.isEmpty() ? "no cloud" : "cloud " + String.join(", ", endpoints));
  }

  private List<String> modules() {
    List<String> modules = new ArrayList<>();
    for (ServiceReference<?> reference : references(MODULES)) {
      if (reference.getProperty("serving") instanceof String[] serving) {
        modules.addAll(Arrays.asList(serving));
      }
    }
    return modules;
  }

  private List<String> properties(String type, String first, String second) {
    return Arrays.stream(references(type))
        .map(reference -> property(reference, first) + " at " + property(reference, second))
        .sorted()
        .collect(Collectors.toList());
  }

  private ServiceReference<?>[] references(String type) {
    try {
      ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
      return found == null ? new ServiceReference<?>[0] : found;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String property(ServiceReference<?> reference, String name) {
    return String.valueOf(reference.getProperty(name));
  }
}
