package gateway.ipc;

import java.util.Arrays;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Registers the services that other stages in this container use. */
@FunctionalInterface
interface Offers {

  /**
   * Offers a service.
   *
   * @return withdraws it
   */
  Runnable offer(Object service, Class<?>... types);

  /** Returns offers that register services in the container. */
  static Offers to(BundleContext context) {
    return (service, types) -> {
      String[] names = Arrays.stream(types).map(Class::getName).toArray(String[]::new);
      ServiceRegistration<?> registration = context.registerService(names, service, null);
      return registration::unregister;
    };
  }
}
