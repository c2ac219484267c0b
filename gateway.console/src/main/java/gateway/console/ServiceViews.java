package gateway.console;

import gateway.api.view.Views;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/** The views as the service registry has them; a type is tracked from its first use. */
@Component(service = Views.class)
public final class ServiceViews implements Views {

  private final BundleContext context;
  private final Map<Class<?>, ServiceTracker<?, ?>> trackers = new ConcurrentHashMap<>();

  /** Makes the views. */
  @Activate
  public ServiceViews(BundleContext context) {
    this.context = context;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> List<T> all(Class<T> type) {
    return List.copyOf(
        ((ServiceTracker<T, T>) trackers.computeIfAbsent(type, this::track)).getTracked().values());
  }

  private <T> ServiceTracker<T, T> track(Class<T> type) {
    ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
    tracker.open();
    return tracker;
  }

  @Deactivate
  void deactivate() {
    trackers.values().forEach(ServiceTracker::close);
  }
}
