package gateway.distribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/**
 * The line that says that the gateway is ready, logged once, when the device port is open. Reads
 * service properties only, because the launcher cannot see the types of the bundles.
 */
final class ReadyLine implements AllServiceListener {

  private static final String DEVICE_SERVER = "gateway.api.view.DeviceServerView";
  private static final String SETTLED = "gateway.api.stage.ModulesSettled";
  private static final String MODULES = "gateway.api.view.ModulesView";
  private static final String ENDPOINT = "gateway.api.view.EndpointView";
  private static final String NEIGHBOURS = "gateway.api.view.NeighboursView";

  private final BundleContext context;
  private final Stage stage;
  private final Consumer<String> ready;
  private final BooleanSupplier ending;
  private boolean logged;

  /** The stages of a container, and the last service that it needs. */
  enum Stage {
    ALL("Gateway", DEVICE_SERVER),
    INTERNAL_SERVER("Internal server", DEVICE_SERVER),
    MODULE_HANDLER("Module handler", SETTLED),
    EXTERNAL_CLIENT("External client", SETTLED);

    private final String text;
    private final String last;

    Stage(String text, String last) {
      this.text = text;
      this.last = last;
    }

    /** Returns the stage of a descriptor's property {@code gateway.stage}. */
    static Stage of(Optional<String> name) {
      return name.map(n -> valueOf(n.toUpperCase(Locale.ROOT).replace('-', '_'))).orElse(ALL);
    }
  }

  /** Makes the line; a gateway that is stopping is not ready. */
  ReadyLine(BundleContext context, Stage stage, BooleanSupplier ending, Consumer<String> ready) {
    this.context = context;
    this.stage = stage;
    this.ending = ending;
    this.ready = ready;
  }

  /** Starts to wait for the last service. Call it before the framework starts. */
  void open() {
    try {
      context.addServiceListener(this, "(objectClass=" + stage.last + ')');
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void serviceChanged(ServiceEvent event) {
    if (event.getType() == ServiceEvent.REGISTERED && !logged && !ending.getAsBoolean()) {
      logged = true;
      List<String> parts = new ArrayList<>();
      if (stage.last.equals(DEVICE_SERVER)) {
        parts.add("devices connect to " + property(event.getServiceReference(), "address"));
      }
      if (stage != Stage.INTERNAL_SERVER) {
        parts.add(all("modules", modules()));
      }
      if (stage == Stage.ALL || stage == Stage.EXTERNAL_CLIENT) {
        parts.add(all("cloud", properties(ENDPOINT, "vehicle", " at ", "address")));
      }
      if (stage != Stage.ALL) {
        parts.add(
            "broker of the stages at "
                + String.join("", properties(NEIGHBOURS, "host", ":", "port")));
      }
      ready.accept(text(stage, parts));
    }
  }

  /** Returns the line. */
  static String text(Stage stage, List<String> parts) {
    return stage.text + " ready: " + String.join("; ", parts);
  }

  private static String all(String what, List<String> names) {
    return names.isEmpty() ? "no " + what : what + ' ' + String.join(", ", names);
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

  private List<String> properties(String type, String first, String between, String second) {
    return Arrays.stream(references(type))
        .map(reference -> property(reference, first) + between + property(reference, second))
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
