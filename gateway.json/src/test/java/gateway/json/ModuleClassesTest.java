package gateway.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.module.DeviceContext;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.json.lamp.LampModule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A module that was swapped must not stay in memory: nothing here may hold its classes, neither in
 * the parser's caches nor in those of a thread.
 */
class ModuleClassesTest {

  private static final int SWAPS = 20;

  /** Java (17 to 25) itself holds the record class whose equals method was linked last. */
  private static final int HELD_BY_JAVA = 1;

  private static final int STATUSES = 200;

  /**
   * The compiler of the virtual machine holds what it is at work on, so one collection may not do.
   */
  private static final int ROUNDS = 300;

  private static final long ROUND_MILLIS = 100;

  @Test
  void areCollectedAfterTheModuleHasGone() throws Exception {
    ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    Set<Reference<ClassLoader>> loaders = new HashSet<>();
    for (int i = 0; i < SWAPS; i++) {
      loaders.add(swap(collected));
    }
    for (int round = 0; round < ROUNDS && loaders.size() > HELD_BY_JAVA; round++) {
      System.gc();
      Reference<?> gone = collected.remove(ROUND_MILLIS);
      while (gone != null) {
        loaders.remove(gone);
        gone = collected.poll();
      }
    }
    assertTrue(loaders.size() <= HELD_BY_JAVA, loaders.size() + " class loaders are still held");
  }

  /** In a method of its own, so that no local variable holds what is to be collected. */
  private static Reference<ClassLoader> swap(ReferenceQueue<ClassLoader> collected)
      throws ReflectiveOperationException {
    ClassLoader bundle = new Bundle(LampModule.class.getClassLoader());
    use(bundle);
    return new PhantomReference<>(bundle, collected);
  }

  private static void use(ClassLoader bundle) throws ReflectiveOperationException {
    Class<?> type = bundle.loadClass(LampModule.class.getName());
    assertNotSame(LampModule.class, type);
    FleetModule module = (FleetModule) type.getConstructor().newInstance();
    DeviceLogic lamp = module.newDevice(new Context());
    Payload current = Payload.ofText("{\"pressed\":false}");
    Payload command = lamp.firstCommand();
    for (int i = 0; i < STATUSES; i++) {
      Payload status = Payload.ofText("{\"pressed\":" + (i % 2 == 0) + ",\"n" + i + "\":0}");
      assertTrue(lamp.isStatusValid(status));
      lamp.sendNow(current, status);
      Payload aggregated = lamp.aggregate(current, status);
      command = lamp.nextCommand(status, aggregated, Optional.of(current), command);
      lamp.isCommandValid(command);
      lamp.isStatusValid(Payload.ofText("{\"pressed\":null}"));
      current = aggregated;
    }
    assertEquals(
        "{\"presses\":1}",
        module.aggregateError(0, Optional.empty(), Payload.ofText("{\"pressed\":true}")).toText());
  }

  /** Loads the module's classes again, and shares everything else, as a bundle does. */
  private static final class Bundle extends ClassLoader {

    Bundle(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(LampModule.class.getName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream code = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = code.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private record Context() implements DeviceContext {

    @Override
    public int deviceType() {
      return 0;
    }

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public Optional<Payload> currentStatus() {
      return Optional.empty();
    }
  }
}
