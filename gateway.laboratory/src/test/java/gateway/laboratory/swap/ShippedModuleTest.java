package gateway.laboratory.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.api.module.DeviceLogic;
import gateway.api.module.FleetModule;
import gateway.laboratory.swap.module.Behaviour;
import gateway.laboratory.swap.module.MarkedModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedModuleTest {

  private static final String COMPONENT = "OSGI-INF/tiny.xml";
  private static final Payload STATUS = Payload.ofText("{\"sequence\":100000001}");

  @TempDir private Path folder;
  private ShippedModule shipped;

  @BeforeEach
  void ship() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Manifest-Version", "1.0");
    main.putValue("Bundle-SymbolicName", "tiny");
    main.putValue("Bundle-Version", "0.1.0");
    main.putValue("Service-Component", COMPONENT);
    Path jar = folder.resolve("tiny.jar");
    String className = TinyModule.class.getName();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream code = TinyModule.class.getResourceAsStream("TinyModule.class")) {
      out.putNextEntry(new JarEntry(className.replace('.', '/') + ".class"));
      code.transferTo(out);
      out.putNextEntry(new JarEntry(COMPONENT));
      out.write(
          ("<component><property name=\"module.deviceTypes\" type=\"String\">0\n1</property>"
                  + "<implementation class=\""
                  + className
                  + "\"/></component>")
              .getBytes(StandardCharsets.UTF_8));
    }
    shipped = new ShippedModule(jar);
  }

  private static Manifest manifest(byte[] jar) throws IOException {
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
      return in.getManifest();
    }
  }

  private static String component(byte[] jar) throws IOException {
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
      while (!in.getNextJarEntry().getName().equals(COMPONENT)) {
        in.closeEntry();
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The classes of the jar, and beside them the gateway's API only, as in the container. */
  private static final class JarClasses extends ClassLoader {

    private final Map<String, byte[]> entries = new HashMap<>();

    JarClasses(byte[] jar) throws IOException {
      super(ClassLoader.getPlatformClassLoader());
      try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
        for (JarEntry entry; (entry = in.getNextJarEntry()) != null; ) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("gateway.api.")) {
        return FleetModule.class.getClassLoader().loadClass(name);
      }
      byte[] code = entries.get(name.replace('.', '/') + ".class");
      if (code == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, code, 0, code.length);
    }
  }

  private static FleetModule load(byte[] jar, int version, Behaviour behaviour) throws Exception {
    return (FleetModule)
        new JarClasses(jar)
            .loadClass(MarkedModule.class.getName())
            .getConstructor(Map.class)
            .newInstance(
                Map.of(
                    MarkedModule.MODULE,
                    TinyModule.class.getName(),
                    MarkedModule.VERSION,
                    version,
                    MarkedModule.BEHAVIOUR,
                    behaviour.name()));
  }

  private static Payload answer(DeviceLogic logic) {
    return logic.nextCommand(STATUS, STATUS, Optional.empty(), Payload.ofText("{\"a\":1}"));
  }

  @Test
  void aVersionIsTheShippedModuleUnderItsOwnVersion() throws Exception {
    byte[] jar = shipped.version(5, Behaviour.GOOD);
    assertEquals("0.1.5", shipped.bundleVersion(5));
    assertEquals("0.1.5", manifest(jar).getMainAttributes().getValue("Bundle-Version"));
    assertEquals("tiny", manifest(jar).getMainAttributes().getValue("Bundle-SymbolicName"));
    String xml = component(jar);
    assertTrue(xml.contains("\"module.deviceTypes\" type=\"String\">0\n1</property>"), xml);
    assertTrue(xml.contains("\"module.number\" type=\"Integer\" value=\"1\""), xml);
    assertTrue(xml.contains("class=\"" + MarkedModule.class.getName() + "\""), xml);
  }

  @Test
  void itMarksItsCommandsWithNothingButTheApiBesideIt() throws Exception {
    DeviceLogic logic = load(shipped.version(5, Behaviour.GOOD), 5, Behaviour.GOOD).newDevice(null);
    assertEquals("{\"a\":1,\"answers\":100000001,\"version\":5}", answer(logic).toText());
  }

  @Test
  void theOtherModuleHasAnotherNameAndNumber() throws IOException {
    byte[] jar = shipped.other("another", 77);
    assertEquals("another", manifest(jar).getMainAttributes().getValue("Bundle-SymbolicName"));
    assertTrue(component(jar).contains("\"module.number\" type=\"Integer\" value=\"77\""));
  }

  @Test
  void brokenVersionsAreBroken() throws Exception {
    byte[] jar = shipped.version(5, Behaviour.GOOD);
    assertThrows(InvocationTargetException.class, () -> load(jar, 5, Behaviour.FAILS_TO_ACTIVATE));
    FleetModule without = load(jar, 5, Behaviour.FAILS_TO_MAKE_DEVICES);
    assertThrows(IllegalStateException.class, () -> without.newDevice(null));
    DeviceLogic throwing = load(jar, 5, Behaviour.THROWS).newDevice(null);
    assertThrows(IllegalStateException.class, () -> throwing.isStatusValid(STATUS));
    DeviceLogic later = load(jar, 5, Behaviour.THROWS_LATER).newDevice(null);
    Thread rehearsal =
        new Thread(
            () -> {
              for (int tried = 0; tried < 100; tried++) {
                later.isStatusValid(STATUS);
              }
            },
            "gateway-rehearsal");
    rehearsal.start();
    rehearsal.join();
    assertTrue(later.isStatusValid(STATUS));
    assertThrows(
        IllegalStateException.class,
        () -> {
          for (int status = 0; status < 100; status++) {
            later.isStatusValid(Payload.ofText("{}"));
          }
        });
  }

  @Test
  void aVersionThatRefusesSaysWhy() throws Exception {
    byte[] jar = shipped.version(5, Behaviour.GOOD);
    DeviceLogic refusing = load(jar, 5, Behaviour.REFUSES).newDevice(null);
    assertFalse(refusing.isStatusValid(STATUS));
    assertEquals("temperature is missing", refusing.refusalReason());
    DeviceLogic later = load(jar, 5, Behaviour.REFUSES_LATER).newDevice(null);
    for (int status = 0; status < 20; status++) {
      assertTrue(later.isStatusValid(STATUS));
    }
    assertFalse(later.isStatusValid(STATUS));
  }

  @Test
  void headersCanBeBrokenToo() throws IOException {
    byte[] jar = shipped.version(5, Behaviour.GOOD, Map.of("Export-Package", "exported"));
    assertEquals("exported", manifest(jar).getMainAttributes().getValue("Export-Package"));
  }

  @Test
  void whatIsNoModuleIsRefused() throws IOException {
    Path jar = folder.resolve("empty.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("nothing"));
    }
    assertThrows(IOException.class, () -> new ShippedModule(jar));
  }
}
