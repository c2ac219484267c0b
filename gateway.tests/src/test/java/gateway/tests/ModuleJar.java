package gateway.tests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A module bundle made by a test: two classes and a manifest. */
record ModuleJar(int number, Map<String, String> headers) {

  private static final List<Class<?>> CLASSES = List.of(SyntheticModule.class, Fault.class);

  static ModuleJar of(int number, String version) {
    return new ModuleJar(
            number,
            Map.of(
                "Manifest-Version",
                "1.0",
                "Bundle-ManifestVersion",
                "2",
                "Bundle-SymbolicName",
                name(number),
                "Bundle-Version",
                version,
                "Bundle-Activator",
                SyntheticModule.class.getName(),
                "Import-Package",
                "gateway.api.module,gateway.api.device,org.osgi.framework",
                SyntheticModule.NUMBER_HEADER,
                Integer.toString(number),
                SyntheticModule.TYPES_HEADER,
                "*"))
        .with("nextCommand", Fault.NONE);
  }

  /** Returns the symbolic name of the modules of a number. */
  static String name(int number) {
    return "tests.module" + number;
  }

  ModuleJar with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ModuleJar(number, more);
  }

  ModuleJar with(String call, Fault fault) {
    return with(SyntheticModule.FAULT_HEADER, call + ' ' + fault);
  }

  /** Writes the jar in place, as {@code cp} does. */
  void writeTo(Path file) throws IOException {
    Manifest manifest = new Manifest();
    headers.forEach(manifest.getMainAttributes()::putValue);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (Class<?> type : CLASSES) {
        jar.putNextEntry(new JarEntry(type.getName().replace('.', '/') + ".class"));
        try (InputStream code = type.getResourceAsStream(type.getSimpleName() + ".class")) {
          code.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
  }

  /** Writes a bundle of the build with another version. */
  static void writeVersion(Path bundle, String version, Path file) throws IOException {
    try (JarFile from = new JarFile(bundle.toFile())) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
        for (JarEntry entry : Collections.list(from.entries())) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            jar.putNextEntry(new JarEntry(entry.getName()));
            try (InputStream content = from.getInputStream(entry)) {
              content.transferTo(jar);
            }
            jar.closeEntry();
          }
        }
      }
    }
  }
}
