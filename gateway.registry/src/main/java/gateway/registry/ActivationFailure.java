package gateway.registry;

import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The reason why a module's component could not be activated, as far as its runtime tells. */
final class ActivationFailure {

  private static final String COMPONENT_ID = "component.id";
  private static final String CAUSE = "Caused by: ";

  private ActivationFailure() {}

  /** Returns the reason in one line; empty if it is not known. */
  static Optional<String> of(BundleContext context, ServiceReference<?> module) {
    try {
      ServiceReference<ServiceComponentRuntime> reference =
          context.getServiceReference(ServiceComponentRuntime.class);
      if (reference == null || !(module.getProperty(COMPONENT_ID) instanceof Long id)) {
        return Optional.empty();
      }
      ServiceComponentRuntime runtime = context.getService(reference);
      try {
        return failure(runtime, module, id).map(ActivationFailure::rootCause);
      } finally {
        context.ungetService(reference);
      }
    } catch (LinkageError e) {
      return Optional.empty(); // a module need not be a component, nor this container have any
    }
  }

  private static Optional<String> failure(
      ServiceComponentRuntime runtime, ServiceReference<?> module, long id) {
    for (ComponentDescriptionDTO component :
        runtime.getComponentDescriptionDTOs(module.getBundle())) {
      for (ComponentConfigurationDTO configuration :
          runtime.getComponentConfigurationDTOs(component)) {
        if (configuration.id == id) {
          return Optional.ofNullable(configuration.failure);
        }
      }
    }
    return Optional.empty();
  }

  /** The failure is a stack trace, whose last cause is the first. */
  private static String rootCause(String stackTrace) {
    int last = stackTrace.lastIndexOf(CAUSE);
    String line = last < 0 ? stackTrace : stackTrace.substring(last + CAUSE.length());
    return line.lines().findFirst().orElse("");
  }
}
