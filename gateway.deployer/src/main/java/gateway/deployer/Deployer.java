package gateway.deployer;

import gateway.api.stage.ModulesSettled;
import gateway.api.view.DeploymentsView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
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
public final class Deployer implements DeploymentsView {

  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
  private static final long SETTLE_LIMIT_SECONDS = 10;
  private static final long STOP_LIMIT_SECONDS = 5;

  @ObjectClassDefinition(name = "Deploy folder")
  @interface Config {

    @AttributeDefinition(name = "Deploy folder", description = "Jars that are put here run")
    String dir();

    @AttributeDefinition(name = "Data folder", description = "The gateway keeps its copies here")
    String data();

    @AttributeDefinition(name = "Time between two looks at the folder, in milliseconds")
    int scan$_$interval() default 100;

    @AttributeDefinition(name = "Start level of the bundles")
    int start$_$level() default 8;
  }

  private final BundleContext context;
  private final Path dir;
  private final Deployments deployments;
  private final ScheduledExecutorService worker = thread("gateway.deployer");
  private final ScheduledExecutorService limit = thread("gateway.deployer settle limit");

  private volatile List<DeploymentSnapshot> snapshots = List.of();
  private boolean stale = true;
  private boolean unreadable;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private boolean stopped;
  private ServiceRegistration<ModulesSettled> settled;

  /** Starts watching. */
  @Activate
  public Deployer(BundleContext context, Config config) {
    this.context = context;
    dir = folder("dir", config.dir());
    ModuleStore store = new ModuleStore(folder("data", config.data()));
    if (config.scan$_$interval() < 1) {
      throw new IllegalArgumentException("gateway.deployer: scan-interval must be at least 1");
    }
    deployments =
        new Deployments(
            new FolderScan(dir, System::nanoTime),
            store,
            new Installer(context, config.start$_$level()));
    createFolder();
    limit.schedule(this::settleLate, SETTLE_LIMIT_SECONDS, TimeUnit.SECONDS);
    worker.scheduleWithFixedDelay(this::look, 0, config.scan$_$interval(), TimeUnit.MILLISECONDS);
  }

  /** Stops watching; a jar that is being started is waited for. */
  @Deactivate
  void stop() throws InterruptedException {
    worker.shutdown();
    limit.shutdownNow();
    release().ifPresent(ServiceRegistration::unregister);
    if (!worker.awaitTermination(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("A bundle of {} does not finish its start", dir);
    }
  }

  @Override
  public List<DeploymentSnapshot> deployments() {
    return snapshots;
  }

  private void look() {
    try {
      if (deployments.update()) {
        snapshots = deployments.snapshots();
      }
      if (unreadable) {
        unreadable = false;
        LOG.info("{} can be read again", dir);
      }
      if (stale && deployments.isSettled()) {
        deployments.removeStale();
        stale = false;
        settle();
      }
    } catch (IOException e) {
      if (!unreadable) {
        unreadable = true;
        LOG.warn("The deploy folder cannot be read; what runs stays: {}", e.toString());
      }
    } catch (RuntimeException | LinkageError e) {
      // Without the catch the executor would end the watch without a word.
      if (!worker.isShutdown()) {
        LOG.error("A look at {} failed", dir, e);
      }
    }
  }

  private void settleLate() {
    LOG.warn("Not all jars of {} could be started in {} s", dir, SETTLE_LIMIT_SECONDS);
    settle();
  }

  private void settle() {
    if (claimed.compareAndSet(false, true)) {
      // Not under a lock: whoever waits for the service is activated in this call.
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
      LOG.warn("The deploy folder {} was not there and was made; put modules into it", dir);
    } catch (IOException e) {
      LOG.warn("The deploy folder {} cannot be made: {}", dir, e.toString());
    }
  }

  private static Path folder(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("gateway.deployer: " + key + " is missing");
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
