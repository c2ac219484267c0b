package gateway.external;

import gateway.external.base.EndpointSettings;
import gateway.external.base.Settings;
import gateway.external.link.MqttLink;
import gateway.external.link.PahoLink;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Endpoints on threads of their own, with real time and real brokers. */
final class Threads implements Endpoints.Ground {

  @Override
  public ScheduledExecutorService executor(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name));
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public MqttLink.Factory links(EndpointSettings endpoint, Supplier<Settings> settings) {
    return PahoLink.factory(endpoint, settings);
  }
}
