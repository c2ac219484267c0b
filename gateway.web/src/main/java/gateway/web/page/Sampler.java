package gateway.web.page;

import gateway.api.stage.Heartbeat;
import gateway.api.stage.PeriodicLook;
import gateway.api.view.DeviceServerView;
import gateway.api.view.DurationHistogram;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.Views;
import gateway.web.health.HealthBoard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the views every few seconds, for the graphs and for the duration of faults. */
@Component(service = Sampler.class, immediate = true)
public final class Sampler {

  static final int PERIOD_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
  private static final int MINUTES = 15;

  private final Views views;
  private final HealthBoard health;
  private final History history = new History(MINUTES * 60 / PERIOD_SECONDS);
  private final Rates rates = new Rates();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "gateway-web-sampler"));
  private final PeriodicLook look =
      new PeriodicLook(
          "the sampler of the web console",
          timer,
          System::nanoTime,
          this::sample,
          e -> LOG.error("The web console could not read the state of the gateway", e));
  private final ServiceRegistration<?> heartbeat;

  /** Starts the sampling. */
  @Activate
  public Sampler(BundleContext context, @Reference Views views, @Reference HealthBoard health) {
    this.views = views;
    this.health = health;
    look.start(Duration.ZERO, Duration.ofSeconds(PERIOD_SECONDS));
    heartbeat = context.registerService(Supplier.class, look, Heartbeat.properties(look.name()));
  }

  private void sample() {
    history.add(read());
    rates.read(views, System.nanoTime());
    health.look();
  }

  private History.Reading read() {
    DurationHistogram roundTrips =
        views.all(DeviceServerView.class).stream()
            .flatMap(server -> server.traffic().stream())
            .map(DeviceServerView.Traffic::roundTrips)
            .reduce(DurationHistogram.EMPTY, DurationHistogram::plus);
    long backlog = views.endpoints().stream().mapToLong(Sampler::backlog).sum();
    return new History.Reading(System.nanoTime(), roundTrips, backlog);
  }

  private static long backlog(EndpointSnapshot endpoint) {
    return (long) endpoint.load().queued() + endpoint.load().inFlight();
  }

  /** Returns the samples of the last minutes, oldest first. */
  List<History.Sample> samples() {
    return history.samples();
  }

  /** Returns how fast counters grow, a second. */
  Map<String, Double> rates() {
    return rates.perSecond();
  }

  @Deactivate
  void deactivate() {
    heartbeat.unregister();
    timer.shutdownNow();
  }
}
