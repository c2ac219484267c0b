package gateway.web.page;

import gateway.api.view.DeviceServerView;
import gateway.api.view.DurationHistogram;
import gateway.api.view.EndpointView.EndpointSnapshot;
import gateway.api.view.Views;
import gateway.web.health.HealthBoard;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "gateway-web-sampler"));

  /** Starts the sampling. */
  @Activate
  public Sampler(@Reference Views views, @Reference HealthBoard health) {
    this.views = views;
    this.health = health;
    timer.scheduleWithFixedDelay(this::sample, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void sample() {
    try {
      history.add(read());
      health.look();
    } catch (RuntimeException e) {
      // the timer would never call again
      LOG.error("The web console could not read the state of the gateway", e);
    }
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

  @Deactivate
  void deactivate() {
    timer.shutdownNow();
  }
}
