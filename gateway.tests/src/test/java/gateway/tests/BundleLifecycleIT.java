package gateway.tests;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Bundles stop and start in any order, as often as one likes, and leave nothing behind. */
@RunWith(PaxExam.class)
public class BundleLifecycleIT {

  private static final int ROUNDS = 10;

  @Inject private BundleContext context;
  private Gateway gateway;

  /** Makes the container of each test. */
  @Configuration
  public Option[] container() {
    return Container.options();
  }

  /** Starts the gateway with a module. */
  @Before
  public void start() throws Exception {
    gateway = new Gateway(context);
    gateway.deploy("modules.caraccessory");
    gateway.start();
    assertServes();
  }

  /** A device may connect until its module serves, as a device does that was disconnected. */
  private void assertServes() throws Exception {
    gateway.await(
        "a device is served",
        () -> {
          if (gateway.address().isEmpty()) {
            return false;
          }
          try (TestDevice button =
              TestDevice.connect(gateway.address().orElseThrow(), 2, "button")) {
            return button.isAccepted()
                && button.exchange("{\"pressed\": true}").equals("{\"lit_up\": false}")
                && button.exchange("{\"pressed\": true}").equals("{\"lit_up\": true}");
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  public void eachBundleStopsAndStartsTenTimes() throws Exception {
    for (Bundle bundle : gateway.stages()) {
      for (int i = 0; i < ROUNDS; i++) {
        bundle.stop();
        bundle.start();
      }
      assertServes();
    }
  }

  @Test
  public void noThreadAndNoPortIsLeftBehind() throws Exception {
    List<Bundle> bundles = gateway.stages();
    InetSocketAddress address = gateway.address().orElseThrow();
    for (Bundle bundle : reversed(bundles)) {
      bundle.stop();
    }
    assertClosed(address);
    // The first timeout starts a thread of the JDK that stays: it must not come later.
    new CompletableFuture<Void>().completeOnTimeout(null, 0, TimeUnit.SECONDS).join();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    for (int i = 0; i < ROUNDS; i++) {
      for (Bundle bundle : bundles) {
        bundle.start();
      }
      assertServes();
      address = gateway.address().orElseThrow();
      for (Bundle bundle : reversed(bundles)) {
        bundle.stop();
      }
      assertClosed(address);
    }
    List<Thread> left = new ArrayList<>();
    Await.until(
        "no thread is left",
        () -> {
          left.clear();
          left.addAll(Thread.getAllStackTraces().keySet());
          left.removeAll(before);
          left.removeIf(BundleLifecycleIT::belongsToTheJvm);
          return left.isEmpty();
        },
        left::toString);
  }

  @Test
  public void theStartOrderDoesNotMatter() throws Exception {
    List<Bundle> bundles = new ArrayList<>(gateway.stages());
    Random random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      for (Bundle bundle : bundles) {
        bundle.stop();
      }
      Collections.shuffle(bundles, random);
      for (Bundle bundle : bundles) {
        bundle.start();
      }
      assertServes();
    }
  }

  /** Workers of the common pool end when they have had nothing to do for long. */
  private static boolean belongsToTheJvm(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }

  private static List<Bundle> reversed(List<Bundle> bundles) {
    List<Bundle> result = new ArrayList<>(bundles);
    Collections.reverse(result);
    return result;
  }

  private static void assertClosed(InetSocketAddress address) throws Exception {
    Await.until(
        address + " is closed",
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(address, (int) Await.PATIENCE.toMillis());
            return false;
          } catch (ConnectException e) {
            return true;
          }
        },
        () -> "");
  }
}
