package gateway.deployer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** Why a bundle that runs offers no module, as far as the runtime of its components tells. */
final class NoModule {

  private static final String MODULE = "gateway.api.module.FleetModule";
  private static final String HEADER = "Service-Component";
  private static final String CAUSE = "Caused by: ";
  private static final int MAX_REASON = 300;

  private NoModule() {}

  /** Returns the reason, to be read behind "offers no module: ". */
  static String reason(BundleContext context, Bundle bundle) {
    if (bundle.getHeaders("").get(HEADER) == null) {
      return "no component: the manifest has no "
          + HEADER
          + "; annotate the class with @Component and build the jar with bnd";
    }
    try {
      ServiceReference<ServiceComponentRuntime> reference =
          context.getServiceReference(ServiceComponentRuntime.class);
      if (reference == null) {
        return "no runtime of components is here";
      }
      try {
        return LogText.line(reason(context.getService(reference), bundle), MAX_REASON);
      } finally {
        context.ungetService(reference);
      }
    } catch (LinkageError e) {
      return "no runtime of components is here";
    }
  }

  private static String reason(ServiceComponentRuntime runtime, Bundle bundle) {
    Collection<ComponentDescriptionDTO> components = runtime.getComponentDescriptionDTOs(bundle);
    if (components.isEmpty()) {
      return "no component: none that "
          + HEADER
          + " names can be read ("
          + bundle.getHeaders("").get(HEADER)
          + ")";
    }
    List<String> reasons = new ArrayList<>();
    for (ComponentDescriptionDTO component : components) {
      if (Arrays.asList(component.serviceInterfaces).contains(MODULE)) {
        reasons.add(reason(runtime, component));
      }
    }
    return reasons.isEmpty()
        ? "no component of it is a FleetModule: "
            + components.stream().map(component -> component.name).collect(Collectors.joining(", "))
        : String.join("; ", reasons);
  }

  private static String reason(ServiceComponentRuntime runtime, ComponentDescriptionDTO component) {
    if (!runtime.isComponentEnabled(component)) {
      return "component " + component.name + " is disabled";
    }
    List<String> reasons =
        runtime.getComponentConfigurationDTOs(component).stream()
            .flatMap(configuration -> reason(component, configuration))
            .distinct()
            .toList();
    return reasons.isEmpty() ? unconfigured(component) : String.join("; ", reasons);
  }

  private static String unconfigured(ComponentDescriptionDTO component) {
    return "configuration "
        + String.join(", ", component.configurationPid)
        + " is missing, which component "
        + component.name
        + " requires";
  }

  private static Stream<String> reason(
      ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
    return switch (configuration.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          Stream.of(unconfigured(component));
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          Arrays.stream(configuration.unsatisfiedReferences)
              .map(
                  unsatisfied ->
                      "reference to " + type(component, unsatisfied.name) + " is unsatisfied");
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          Stream.of("activation failed: " + rootCause(String.valueOf(configuration.failure)));
      default -> Stream.of("component " + component.name + " is there, its service is not");
    };
  }

  private static String type(ComponentDescriptionDTO component, String reference) {
    return Arrays.stream(component.references)
        .filter(described -> described.name.equals(reference))
        .map(NoModule::described)
        .findFirst()
        .orElse(reference);
  }

  private static String described(ReferenceDTO reference) {
    return reference.interfaceName + (reference.target == null ? "" : " " + reference.target);
  }

  /** The failure is a stack trace, whose last cause is the first. */
  private static String rootCause(String stackTrace) {
    int last = stackTrace.lastIndexOf(CAUSE);
    String line = last < 0 ? stackTrace : stackTrace.substring(last + CAUSE.length());
    return line.lines().findFirst().orElse("");
  }
}
