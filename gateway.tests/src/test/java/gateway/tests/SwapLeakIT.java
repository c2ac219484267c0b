package gateway.tests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Swaps leave nothing behind. More of them, and what they cost: {@code mvn verify
 * -Dit.test=SwapLeakIT -Dgateway.tests.swaps=1000}.
 */
@RunWith(PaxExam.class)
public class SwapLeakIT {

  private static final int SWAPS = Integer.getInteger("gateway.tests.swaps", 30);

  /** After so many everything is loaded that is loaded once. */
  private static final int WARM_UP = 10;

  private static final int NUMBER = 77;
  private static final String MISSION_STATUS =
      "{\"state\":\"IDLE\",\"telemetry\":{\"speed\":0},\"nextStop\":null}";

  @Inject private BundleContext context;
  private Gateway gateway;
  private TestDevice synthetic;
  private TestDevice mission;
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

  /** Makes the container. */
  @Configuration
  public Option[] container() {
    return Container.options();
  }

  /** Starts the gateway with two modules and a device of each. */
  @Before
  public void start() throws Exception {
    gateway = new Gateway(context);
    gateway.start();
    deploy(0);
    synthetic = gateway.connect(NUMBER, "role");
    mission = gateway.connect(1, "driving");
  }

  private void deploy(int swap) throws IOException {
    ModuleJar.of(NUMBER, "1.0." + swap).writeTo(gateway.deploy().resolve("m.jar"));
    ModuleJar.writeVersion(
        Target.bundle("modules.mission"), "1.0." + swap, gateway.deploy().resolve("mission.jar"));
  }

  @Test
  public void swapsLeaveNoWiringNoThreadNoClassAndNoFileBehind() throws Exception {
    for (int i = 1; i <= WARM_UP; i++) {
      swap(i);
    }
    Left before = left();
    for (int i = WARM_UP + 1; i <= WARM_UP + SWAPS; i++) {
      swap(i);
    }
    gateway.await(
        "the classes of all but the last versions are gone",
        () -> {
          System.gc();
          return loaders.stream().filter(loader -> loader.get() != null).count() <= 2;
        });
    Left after = left();
    System.out.println("before " + before + "\nafter " + SWAPS + " swaps " + after);
    assertEquals(before.counts(), after.counts());
    Set<String> threads = new TreeSet<>(after.threads());
    threads.removeAll(before.threads());
    assertEquals(Set.of(), threads);
  }

  private void swap(int number) throws Exception {
    deploy(number);
    String version = "1.0." + number;
    gateway.await(
        version + " has replaced the one before",
        () -> {
          synthetic.exchange("?");
          mission.exchange(MISSION_STATUS);
          return gateway.serves(NUMBER, version)
              && gateway.serves(1, version)
              && bundles() == 2
              && pending() == 0;
        });
    remember(ModuleJar.name(NUMBER));
    remember("modules.mission");
  }

  private void remember(String name) {
    Bundle bundle = gateway.bundles(name).get(0);
    loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
  }

  private int bundles() {
    return gateway.bundles(ModuleJar.name(NUMBER)).size()
        + gateway.bundles("modules.mission").size();
  }

  /** Bundles that are uninstalled and still wired. */
  private int pending() {
    return context
        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
        .adapt(FrameworkWiring.class)
        .getRemovalPendingBundles()
        .size();
  }

  /** What there is: what must stay the same, and what is shown. */
  private record Left(
      List<Integer> counts, Set<String> threads, int classes, long heapKiB, long metaspaceKiB) {}

  private Left left() throws IOException {
    System.gc();
    return new Left(
        List.of(
            context.getBundles().length,
            pending(),
            files(gateway.data().resolve("modules")),
            files(Path.of(context.getProperty(Constants.FRAMEWORK_STORAGE)))),
        threads(),
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10,
        metaspace() >> 10);
  }

  private static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  private static int files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.count();
    }
  }

  /**
   * Without threads that come and go by themselves: the framework's resolver keeps some for a
   * minute, and each attempt to reach the cloud, which is not there, has its own for seconds.
   */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName() + " " + thread.getId())
        .filter(name -> !name.startsWith("FelixResolver"))
        .filter(name -> !name.toLowerCase(Locale.ROOT).startsWith("mqtt"))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
