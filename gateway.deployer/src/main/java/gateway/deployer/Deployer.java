package gateway.deployer;

import gateway.api.stage.DeploymentControl;
import gateway.api.stage.Heartbeat;
import gateway.api.stage.InvalidValueException;
import gateway.api.stage.ModuleTrials;
import gateway.api.stage.ModulesSettled;
import gateway.api.stage.PeriodicLook;
import gateway.api.stage.Retry;
import gateway.api.view.DeploymentsView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deploy folder on a thread of its own. The bundles that it has started stay when it is
 * stopped, and are found again when it is started.
 */
@Component(
    configurationPid = "gateway.deployer",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = Deployer.Config.class)
public final class Deployer implements DeploymentsView, DeploymentControl, Retry {

  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
  private static final long SETTLE_LIMIT_SECONDS = 10;
  private static final long STOP_LIMIT_SECONDS = 5;
  private static final Duration START_PATIENCE = Duration.ofSeconds(1);

  @ObjectClassDefinition(name = "Deploy folder")
  @interface Config {

    @AttributeDefinition(
        name = "Deploy folder",
        description = "The gateway runs the jars in this folder")
    String dir();

    @AttributeDefinition(
        name = "Data folder",
        description = "Folder for the gateway's own copies of the jars")
    String data();

    @AttributeDefinition(
        name = "Interval between two scans of the folder, in milliseconds",
        min = "1",
        max = "3600000")
    int scan$_$interval() default 100;

    @AttributeDefinition(name = "Start level of the bundles", min = "1", max = "20")
    int start$_$level() default 8;

    @AttributeDefinition(name = "Maximum size of a jar, in bytes", min = "1", max = "1073741824")
    long max$_$jar$_$bytes() default 64 << 20;

    @AttributeDefinition(
        name = "Signatures required",
        description = "Refuse jars that are not signed with a key in the trust store")
    boolean require$_$signature() default false;

    @AttributeDefinition(
        name = "Trust store",
        description = "Key store with the certificates of the permitted signers",
        required = false)
    String trust$_$store() default "";

    @AttributeDefinition(
        name = "Password file",
        description = "File that holds the password of the trust store",
        required = false)
    String trust$_$store$_$password$_$file() default "";
  }

  /** A request of an operator to retry something. */
  private record Request(String name, boolean force) {}

  private final BundleContext context;
  private final Path dir;
  private final ModuleStore store;
  private final JarCheck check;
  private final Gate gate;
  private final Deployments deployments;
  private final RegistryTrials trials = new RegistryTrials();
  private final Queue<Request> retries = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService worker = thread("gateway.deployer");
  private final ScheduledExecutorService limit = thread("gateway.deployer settle limit");

  private final PeriodicLook look =
      new PeriodicLook(
          "the look at the deploy folder", worker, System::nanoTime, this::look, this::lookFailed);
  private final ServiceRegistration<?> heartbeat;

  private volatile List<DeploymentSnapshot> snapshots = List.of();
  private volatile Map<String, String> earlier = Map.of();
  private boolean stale = true;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private boolean stopped;
  private @Nullable ServiceRegistration<ModulesSettled> settled;

  /** Starts watching. */
  @Activate
  public Deployer(BundleContext context, Config config) throws IOException {
    this.context = context;
    dir = folder("dir", config.dir());
    if (config.scan$_$interval() < 1) {
      throw new InvalidValueException("scan-interval", "must be at least 1");
    }
    Distribution distribution = Distribution.of(context);
    check = new JarCheck(distribution, signatures(config), config.max$_$jar$_$bytes());
    store = new ModuleStore(folder("data", config.data()), config.max$_$jar$_$bytes());
    gate = new Gate(context, distribution, this::check);
    deployments =
        new Deployments(
            new FolderScan(dir, System::nanoTime),
            store,
            check,
            new Installer(context, gate, config.start$_$level()),
            trials,
            START_PATIENCE,
            System::nanoTime,
            new Outcomes(trials, bundle -> NoModule.reason(context, bundle), System::nanoTime));
    createFolder();
    gate.open();
    limit.schedule(this::settleLate, SETTLE_LIMIT_SECONDS, TimeUnit.SECONDS);
    look.start(Duration.ZERO, Duration.ofMillis(config.scan$_$interval()));
    heartbeat = context.registerService(Supplier.class, look, Heartbeat.properties(look.name()));
  }

  private static Optional<Signatures> signatures(Config config) {
    if (!config.require$_$signature()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Signatures.of(config.trust$_$store(), config.trust$_$store$_$password$_$file()));
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidValueException(
          "trust-store", config.trust$_$store() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Checks a bundle that was not installed from the folder in the same way. */
  private void check(Bundle bundle) throws RefusedException, IOException {
    Path jar = store.temporary();
    try {
      BundleJar.write(bundle, jar);
      store.checkSize(Files.size(jar));
      check.check(jar);
    } finally {
      Files.deleteIfExists(jar);
    }
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindTrials(ModuleTrials registry) {
    trials.use(registry);
  }

  void unbindTrials(ModuleTrials registry) {
    trials.stopUsing(registry);
  }

  /** Stops watching; waits for a jar that is being started. */
  @Deactivate
  void stop() throws InterruptedException {
    heartbeat.unregister();
    worker.shutdown();
    limit.shutdownNow();
    release().ifPresent(ServiceRegistration::unregister);
    if (!worker.awaitTermination(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("A bundle in {} does not finish its start", dir);
    }
    gate.close();
  }

  @Override
  public List<DeploymentSnapshot> deployments() {
    return snapshots;
  }

  @Override
  public List<String> retry(String name, boolean force) {
    List<String> again =
        snapshots.stream()
            .filter(Deployments.isRefused(name).or(Deployments.isSetAside(name)))
            .map(jar -> "jar " + jar.file())
            .toList();
    if (!again.isEmpty()) {
      retries.add(new Request(name, force));
    }
    return again;
  }

  @Override
  public Map<String, String> earlier() {
    return earlier;
  }

  @Override
  public CompletionStage<Optional<String>> remove(String file) {
    return onWorker(() -> deployments.delete(file));
  }

  @Override
  public CompletionStage<Optional<String>> rollBack(String file) {
    return onWorker(() -> deployments.rollBack(file));
  }

  private CompletionStage<Optional<String>> onWorker(Callable<Optional<String>> action) {
    CompletableFuture<Optional<String>> done = new CompletableFuture<>();
    try {
      worker.execute(
          () -> {
            try {
              done.complete(action.call());
            } catch (Exception e) {
              done.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  private void look() throws InterruptedException {
    boolean changed = gate.hasChanged();
    for (Request retry = retries.poll(); retry != null; retry = retries.poll()) {
      deployments.retry(retry.name(), retry.force());
      changed = true;
    }
    if (deployments.update() || changed) {
      List<DeploymentSnapshot> all = new ArrayList<>(deployments.snapshots());
      all.addAll(gate.refused());
      earlier = Map.copyOf(deployments.earlier());
      snapshots = List.copyOf(all);
    }
    if (stale && deployments.isSettled()) {
      deployments.removeStale();
      stale = false;
      settle();
    }
  }

  private void lookFailed(Throwable failure) {
    if (!worker.isShutdown()) {
      LOG.error("A scan of {} failed, the next one comes", dir, failure);
    }
  }

  private void settleLate() {
    LOG.warn("Not all jars of {} could be started in {} s", dir, SETTLE_LIMIT_SECONDS);
    settle();
  }

  private void settle() {
    if (claimed.compareAndSet(false, true)) {
      // Not under a lock: components that wait for the service are activated in this call.
      ServiceRegistration<ModulesSettled> registration =
          context.registerService(ModulesSettled.class, new ModulesSettled() {}, null);
      if (!keep(registration)) {
        registration.unregister();
      }
      limit.shutdown();
    }
  }

  private synchronized boolean keep(ServiceRegistration<ModulesSettled> registration) {
    settled = registration;
    return !stopped;
  }

  private synchronized Optional<ServiceRegistration<ModulesSettled>> release() {
    stopped = true;
    return Optional.ofNullable(settled);
  }

  private void createFolder() {
    if (Files.isDirectory(dir)) {
      return;
    }
    try {
      Files.createDirectories(dir);
      LOG.warn("The deploy folder {} did not exist and was created; copy modules into it", dir);
    } catch (IOException e) {
      LOG.warn("The deploy folder {} cannot be created: {}", dir, e.toString());
    }
  }

  private static Path folder(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new InvalidValueException(key, "is missing");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  private static ScheduledExecutorService thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }
}
