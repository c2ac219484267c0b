package gateway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.api.stage.ModuleCatalog;
import gateway.api.test.VirtualExecutor;
import gateway.api.test.VirtualLane;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The component with its thread, against a real framework. */
class RegistryComponentTest {

  private static final RegistryComponent.Config CONFIG =
      new RegistryComponent.Config() {
        @Override
        public int call$_$budget() {
          return 50;
        }

        @Override
        public int hang$_$limit() {
          return 1000;
        }

        @Override
        public int module$_$grace() {
          return 2000;
        }

        @Override
        public String[] owners() {
          return new String[0];
        }

        @Override
        public String data() {
          return "";
        }

        @Override
        public Class<? extends Annotation> annotationType() {
          return RegistryComponent.Config.class;
        }
      };

  @TempDir private Path temp;
  private final VirtualLane lane = new VirtualLane(new VirtualExecutor());
  private Framework framework;
  private BundleContext context;

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, temp.toString()));
    framework.start();
    context = framework.getBundleContext();
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private RegistryComponent component() {
    return new RegistryComponent(context, CONFIG, number -> lane);
  }

  private ServiceRegistration<?> module() {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("module.number", 7);
    properties.put("module.deviceTypes", new String[] {"*"});
    return context.registerService(
        FleetModule.class,
        new FleetModule() {
          @Override
          public DeviceLogic newDevice(DeviceContext device) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Payload aggregateError(int deviceType, Optional<Payload> error, Payload status) {
            throw new UnsupportedOperationException();
          }
        },
        properties);
  }

  @Test
  void startsAndStopsTenTimesWithAModuleAndLeavesNoThreadBehind() throws Exception {
    module();
    for (int i = 0; i < 10; i++) {
      RegistryComponent component = component();
      Thread[] own = threads();
      assertTrue(own.length > 0);
      component.deactivate();
      for (Thread thread : own) {
        thread.join(10_000);
        assertFalse(thread.isAlive());
      }
    }
    assertEquals(null, context.getServiceReference(ModuleCatalog.class));
  }

  private static Thread[] threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("gateway-registry"))
        .toArray(Thread[]::new);
  }

  @Test
  void aListenerThatFailsKeepsNobodyFromHearing() throws Exception {
    RegistryComponent component = component();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    component.addListener(
        number -> {
          throw new IllegalStateException("stopped");
        });
    component.addListener(number -> heard.add(number + " " + Thread.currentThread().getName()));
    ServiceRegistration<?> module = module();
    assertEquals("7 gateway-registry", heard.poll(10, TimeUnit.SECONDS));
    ModuleCatalog catalog = context.getService(context.getServiceReference(ModuleCatalog.class));
    assertTrue(catalog.find(7).isPresent());
    module.unregister();
    assertEquals("7 gateway-registry", heard.poll(10, TimeUnit.SECONDS));
    assertTrue(catalog.find(7).isEmpty(), "a module that has left is not kept");
    component.deactivate();
  }
}
