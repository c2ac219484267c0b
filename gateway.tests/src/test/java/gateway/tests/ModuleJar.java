package gateway.tests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A module bundle made by a test: one class and a manifest. */
record ModuleJar(int number, Map<String, String> headers) {

  static ModuleJar of(int number, String version) {
    return new ModuleJar(
        number,
        Map.of(
            "Manifest-Version",
            "1.0",
            "Bundle-ManifestVersion",
            "2",
            "Bundle-SymbolicName",
            "tests.module" + number,
            "Bundle-Version",
            version,
            "Bundle-Activator",
            SyntheticModule.class.getName(),
            "Import-Package",
            "gateway.api.module,gateway.api.device,org.osgi.framework",
            SyntheticModule.NUMBER_HEADER,
            Integer.toString(number)));
  }

  ModuleJar with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ModuleJar(number, more);
  }

  /** Writes the jar in place, as {@code cp} does. */
  void writeTo(Path file) throws IOException {
    Manifest manifest = new Manifest();
    headers.forEach(manifest.getMainAttributes()::putValue);
    String entry = SyntheticModule.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
        InputStream code = SyntheticModule.class.getResourceAsStream("SyntheticModule.class")) {
      jar.putNextEntry(new JarEntry(entry));
      code.transferTo(jar);
      jar.closeEntry();
    }
  }
}
