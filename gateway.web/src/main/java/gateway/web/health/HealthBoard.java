package gateway.web.health;

import gateway.api.view.TroublesView;
import gateway.api.view.Views;
import gateway.web.ContainerParts;
import gateway.web.WebConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Offers the checks as Felix health checks, and makes each look once in a while, so that how long a
 * state has lasted does not depend on how often a probe asks.
 */
@Component(
    service = {HealthBoard.class, TroublesView.class},
    immediate = true,
    configurationPid = WebConfig.PID)
public final class HealthBoard implements TroublesView {

  private final Views views;
  private final ContainerParts parts;
  private final LongSupplier clock;
  private final List<Check> checks;
  private final List<ServiceRegistration<HealthCheck>> registrations = new ArrayList<>();

  /** Registers the checks. */
  @Activate
  public HealthBoard(BundleContext context, WebConfig config, @Reference Views views) {
    this(
        views,
        new ContainerParts(context),
        allChecks(
            context,
            () ->
                new Steady(
                    Duration.ofMillis(config.health$_$grace()),
                    Duration.ofMillis(config.health$_$settle()))),
        System::nanoTime);
    for (Check check : checks) {
      Dictionary<String, Object> properties = new Hashtable<>();
      properties.put(HealthCheck.NAME, check.name());
      properties.put(HealthCheck.TAGS, check.tags().toArray(new String[0]));
      properties.put(HealthCheck.RESULT_CACHE_TTL_IN_MS, 500L);
      registrations.add(
          context.registerService(HealthCheck.class, () -> result(look(check)), properties));
    }
  }

  HealthBoard(Views views, ContainerParts parts, List<Check> checks, LongSupplier clock) {
    this.views = views;
    this.parts = parts;
    this.checks = checks;
    this.clock = clock;
  }

  private static List<Check> allChecks(BundleContext context, Supplier<Steady> steady) {
    List<Check> all = new ArrayList<>(checks(steady));
    all.add(new LoopsCheck(context));
    return List.copyOf(all);
  }

  /** Returns those of parts of the gateway. */
  static List<Check> checks(Supplier<Steady> steady) {
    return List.of(
        new DevicePortCheck(steady.get()),
        new LanesCheck(),
        new EndpointsCheck(steady),
        new StagesCheck(steady),
        new StoreCheck(steady.get()),
        new ModulesCheck(),
        new DeploymentsCheck(),
        new ConfigurationCheck());
  }

  synchronized Finding look(Check check) {
    return check.parts().stream().anyMatch(parts::has)
        ? check.look(views, clock.getAsLong())
        : Finding.ok(check.absent());
  }

  private static Result result(Finding finding) {
    return new Result(
        switch (finding.level()) {
          case OK -> Result.Status.OK;
          case WARN -> Result.Status.WARN;
          case CRITICAL -> Result.Status.CRITICAL;
        },
        finding.message());
  }

  /** Runs all checks; called at intervals. */
  public void look() {
    checks.forEach(this::look);
  }

  @Override
  public List<Trouble> troubles() {
    return checks.stream()
        .flatMap(check -> trouble(check, look(check)).stream())
        .sorted(Comparator.comparing(Trouble::critical).reversed())
        .toList();
  }

  private static Optional<Trouble> trouble(Check check, Finding finding) {
    return finding.level() == Finding.Level.OK
        ? Optional.empty()
        : Optional.of(
            new Trouble(
                check.name(),
                finding.level() == Finding.Level.CRITICAL,
                finding.message(),
                check.advice()));
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
  }
}
