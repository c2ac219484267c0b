package gateway.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.stage.InvalidValueException;
import gateway.api.stage.ModulesSettled;
import gateway.api.view.DeploymentsView.State;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/** The component with its thread. */
class DeployerTest {

  @TempDir private Path temp;
  private Framework framework;

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, temp.resolve("cache").toString()));
    framework.start();
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  @Test
  void saysWhenTheFirstPassHasEndedAndLeavesNothingBehind() throws Exception {
    ServiceTracker<ModulesSettled, ModulesSettled> settled =
        new ServiceTracker<>(framework.getBundleContext(), ModulesSettled.class, null);
    settled.open();
    for (int i = 0; i < 3; i++) {
      Files.createDirectories(temp.resolve("deploy"));
      Files.write(temp.resolve("deploy/m.jar"), Jars.bundle("m", "1.0." + i));
      Deployer deployer = new Deployer(framework.getBundleContext(), config("deploy", 10));
      assertNotNull(settled.waitForService(10_000));
      assertEquals(State.STARTED, deployer.deployments().get(0).state());
      assertEquals("m 1.0." + i, deployer.deployments().get(0).bundle());
      assertEquals(2, framework.getBundleContext().getBundles().length);
      deployer.stop();
      assertEquals(0, settled.size());
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("gateway.deployer")) {
          thread.join(10_000);
          assertFalse(thread.isAlive(), thread.getName());
        }
      }
    }
  }

  @Test
  void makesTheFolderWhenThereIsNone() throws Exception {
    Deployer deployer = new Deployer(framework.getBundleContext(), config("new/deploy", 10));
    assertTrue(Files.isDirectory(temp.resolve("new/deploy")));
    deployer.stop();
  }

  @Test
  void namesTheKeyThatIsWrong() {
    InvalidValueException fault =
        assertThrows(
            InvalidValueException.class,
            () -> new Deployer(framework.getBundleContext(), config("deploy", 0)));
    assertEquals("scan-interval", fault.key());
    assertEquals("must be at least 1", fault.rule());
  }

  private Deployer.Config config(String dir, int interval) {
    return new Deployer.Config() {
      @Override
      public Class<? extends Annotation> annotationType() {
        return Deployer.Config.class;
      }

      @Override
      public String dir() {
        return temp.resolve(dir).toString();
      }

      @Override
      public String data() {
        return temp.resolve("data").toString();
      }

      @Override
      public int scan$_$interval() {
        return interval;
      }

      @Override
      public int start$_$level() {
        return 1;
      }

      @Override
      public long max$_$jar$_$bytes() {
        return 1 << 20;
      }

      @Override
      public boolean require$_$signature() {
        return false;
      }

      @Override
      public String trust$_$store() {
        return "";
      }

      @Override
      public String trust$_$store$_$password$_$file() {
        return "";
      }
    };
  }
}
