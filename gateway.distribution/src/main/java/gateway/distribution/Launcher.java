package gateway.distribution;

import gateway.distribution.ReadyLine.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Starts the bundles of a descriptor in a framework and stays until it stops. */
final class Launcher {

  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final String SHELL = "org.apache.felix.gogo.jline";
  private static final long STOP_MILLIS = 4_800;

  /** A stop that has not even begun by then, for want of memory or threads, never does. */
  private static final long END_MILLIS = STOP_MILLIS + 2_000;

  private final LaunchSettings settings;
  private final PrintStream out;
  private final PrintStream err;
  private final LastResort lastResort = new LastResort();

  /** Completed with the exit status by the first that ends the gateway. */
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  /** Deadline for the stop of the framework, in nanoseconds; 0 before the stop. */
  private long stopBy;

  Launcher(LaunchSettings settings, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.out = out;
    this.err = err;
  }

  /** Runs the gateway until it is stopped, and returns the exit status. */
  int run() throws StartException, IOException, BundleException, InterruptedException {
    lastResort.start();
    Descriptor descriptor = descriptor();
    BundleFolder bundles = new BundleFolder(settings.home().resolve("bundles"));
    try (DataFolder data = DataFolder.lock(settings.data())) {
      quietLogging();
      ServiceManager manager = ServiceManager.of(System.getenv(), data.path(), err);
      Framework framework = newFramework(frameworkProperties(descriptor, data));
      framework.init();
      Thread hook = new Thread(() -> stopOnSignal(framework, manager), "shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
      BundleContext context = framework.getBundleContext();
      context.addBundleListener(endWhenItStops());
      context.registerService(Consumer.class, this::onFatal, marked("gateway.fatal"));
      Stage stage = Stage.of(Optional.ofNullable(descriptor.properties().get("gateway.stage")));
      new ReadyLine(context, stage, end::isDone, line -> ready(line, manager)).open();
      watch(context, manager);
      List<Bundle> installed = install(context, descriptor, bundles);
      context.addFrameworkListener(event -> endIfNotStarted(event, installed));
      framework.start();
      int status = end.join();
      manager.stopping();
      stop(framework);
      return status;
    }
  }

  /** The stages have no descriptors with a shell: its bundles come from the ordinary gateway's. */
  private Descriptor descriptor() throws IOException {
    Descriptor descriptor = Descriptor.read(settings.descriptor());
    if (!settings.addShell()) {
      return descriptor;
    }
    Path folder = settings.home().resolve("descriptors");
    return descriptor.withExtras(
        Descriptor.read(folder.resolve("shell.bndrun")),
        Descriptor.read(folder.resolve("gateway.bndrun")));
  }

  private void ready(String line, ServiceManager manager) {
    out.println(line);
    out.flush();
    manager.ready(line);
  }

  private void watch(BundleContext context, ServiceManager manager) {
    if (manager.round().isEmpty()) {
      return;
    }
    Watchdog watchdog =
        new Watchdog(
            () -> Watchdog.ask(context),
            manager::alive,
            complaint -> {
              err.println(complaint);
              manager.status(complaint);
            });
    long nanos = manager.round().get().toNanos();
    Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "watchdog");
              thread.setDaemon(true);
              return thread;
            })
        .scheduleAtFixedRate(watchdog::round, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** The shell and the console stop the framework: then the same bound holds as for a signal. */
  private SynchronousBundleListener endWhenItStops() {
    return event -> {
      if (event.getType() == BundleEvent.STOPPING
          && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
        end.complete(OK);
      }
    };
  }

  /** A gateway with a part missing would run for ever, and serve nobody. */
  private void endIfNotStarted(FrameworkEvent event, List<Bundle> parts) {
    if (event.getType() == FrameworkEvent.ERROR
        && event.getThrowable() instanceof BundleException failure
        && parts.contains(event.getBundle())) {
      onFatal(
          "bundle "
              + event.getBundle().getSymbolicName()
              + " cannot be started: "
              + String.valueOf(failure.getMessage()).strip()
              + "; unpack the gateway again if its folder was changed");
    }
  }

  private void onFatal(Object lines) {
    // Only the first reason counts: others may be its consequences.
    if (end.complete(FAILED)) {
      err.println(lines);
      err.flush();
    }
  }

  /** The virtual machine would report the signal as its exit status: we end it with ours. */
  private void stopOnSignal(Framework framework, ServiceManager manager) {
    lastResort.endWithin(END_MILLIS);
    manager.stopping();
    boolean stopped = stop(framework);
    if (!stopped) {
      err.println("Gateway did not stop within " + STOP_MILLIS + " ms: ended");
    }
    end.complete(OK);
    int status = stopped ? end.join() : FAILED;
    if (status == OK) {
      out.println("Gateway stopped");
    }
    ProcessOutput.drainAll();
    Runtime.getRuntime().halt(status);
  }

  private boolean stop(Framework framework) {
    try {
      framework.stop();
      return framework.waitForStop(millisLeft()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    } catch (BundleException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** At least 1, because 0 is for ever. */
  private synchronized long millisLeft() {
    long now = System.nanoTime();
    if (stopBy == 0) {
      stopBy = now + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    }
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(stopBy - now));
  }

  /** Until its configuration is read, pax-logging speaks for itself, and it speaks much. */
  private static void quietLogging() {
    System.getProperties().putIfAbsent("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
    System.getProperties()
        .putIfAbsent("org.ops4j.pax.logging.service.frameworkEventsLogLevel", "ERROR");
  }

  private static Framework newFramework(Map<String, String> properties) throws StartException {
    FrameworkFactory factory =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new StartException("no OSGi framework on the class path"));
    return factory.newFramework(properties);
  }

  private Map<String, String> frameworkProperties(Descriptor descriptor, DataFolder data) {
    Map<String, String> properties = new HashMap<>();
    Path etc = settings.home().resolve("etc");
    properties.put(
        "org.ops4j.pax.logging.StaticLogbackFile", etc.resolve("logback.xml").toString());
    properties.put("org.ops4j.pax.logging.logReaderEnabled", "false");
    properties.put("org.ops4j.pax.logging.eventAdminEnabled", "false");
    properties.put("gosh.args", "--nohistory");
    properties.put("gosh.home", settings.home().toString());
    properties.putAll(descriptor.properties());
    properties.put(Constants.FRAMEWORK_STORAGE, data.path().resolve("felix").toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put("gateway.home", settings.home().toString());
    properties.put("gateway.data", data.path().toString());
    properties.putAll(settings.properties());
    return properties;
  }

  /** A shell at the end of its input would stop the framework. */
  private boolean isToStart(Bundle bundle) {
    return bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null
        && (settings.interactive() || !SHELL.equals(bundle.getSymbolicName()));
  }

  private List<Bundle> install(BundleContext context, Descriptor descriptor, BundleFolder folder)
      throws BundleException, IOException {
    List<Bundle> installed = new ArrayList<>();
    for (Descriptor.Entry entry : descriptor.bundles()) {
      // "reference:" keeps the framework from copying the jar into its storage.
      Bundle bundle = context.installBundle("reference:" + folder.find(entry).toUri());
      bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
      installed.add(bundle);
    }
    for (Bundle bundle : installed) {
      if (isToStart(bundle)) {
        bundle.start(Bundle.START_ACTIVATION_POLICY);
      }
    }
    return installed;
  }

  private static Dictionary<String, Object> marked(String property) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(property, Boolean.TRUE);
    return properties;
  }
}
