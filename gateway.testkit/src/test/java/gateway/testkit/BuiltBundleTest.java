package gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the manifest beside a class, wherever the class is. */
class BuiltBundleTest {

  /** The class that is looked for. */
  static final class Subject {}

  @TempDir private Path folder;

  private BuiltBundle bundle(String manifest) throws Exception {
    Path root = Files.createDirectories(folder.resolve("a folder"));
    String name = Subject.class.getName();
    Path file = root.resolve(name.replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    try (InputStream in = Subject.class.getResourceAsStream("BuiltBundleTest$Subject.class")) {
      Files.write(file, in.readAllBytes());
    }
    if (!manifest.isEmpty()) {
      Files.createDirectories(root.resolve("META-INF"));
      Files.writeString(
          root.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\n" + manifest + "\n");
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, null)) {
      return BuiltBundle.of(loader.loadClass(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void importsThatAGatewayOffersAreNotForeign() throws Exception {
    BuiltBundle bundle =
        bundle(
            "Import-Package: gateway.api.module;version=\"[1.0,2)\",gateway.json,java.util,\n"
                + " org.osgi.service.log,org.slf4j.event,javax.xml.parsers");
    assertEquals(Optional.empty(), bundle.importFault());
    assertEquals(List.of(), bundle.exports());
    assertEquals(List.of(), bundle.components());
  }

  @Test
  void othersAreUnlessTheyMayBeMissing() throws Exception {
    BuiltBundle bundle =
        bundle(
            "Import-Package: org.acme.geo;version=\"[1.0,2)\",javassist,\n"
                + " org.acme.log;resolution:=optional;version=\"[1,2)\"");
    assertEquals(
        Optional.of(
            "imports org.acme.geo, javassist, which a gateway does not offer to modules; embed the"
                + " library, with a line in bnd.bnd: -conditionalpackage: org.acme.geo.*,"
                + " javassist.*"),
        bundle.importFault());
  }

  @Test
  void exportsAreFound() throws Exception {
    assertEquals(
        List.of("a.b", "c"),
        bundle("Export-Package: a.b;version=\"1.0.0\";uses:=\"x,y\",c").exports());
  }

  @Test
  void withoutAManifestItSaysHowToBuildOne() {
    IllegalStateException missing = assertThrows(IllegalStateException.class, () -> bundle(""));
    assertTrue(missing.getMessage().contains("mvn test"), missing.getMessage());
  }
}
