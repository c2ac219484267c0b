package gateway.deployer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes small bundles. */
final class Jars {

  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private Jars() {
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
  }

  /** A bundle; further headers come in pairs. */
  static byte[] bundle(String name, String version, String... headers) {
    return of(name, version, headers).toBytes();
  }

  /** A bundle to which entries can be added. */
  static Jars of(String name, String version, String... headers) {
    Jars jars = new Jars();
    Attributes attributes = jars.manifest.getMainAttributes();
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", name);
    attributes.putValue("Bundle-Version", version);
    for (int i = 0; i < headers.length; i += 2) {
      attributes.putValue(headers[i], headers[i + 1]);
    }
    return jars.with("content.txt", "some content that can be damaged".repeat(50));
  }

  /** A jar that is no bundle. */
  static byte[] plain() {
    return new Jars().with("content.txt", "x").toBytes();
  }

  Jars with(String entry, String text) {
    return with(entry, text.getBytes(StandardCharsets.UTF_8));
  }

  Jars with(String entry, byte[] content) {
    entries.put(entry, content);
    return this;
  }

  /** Adds a class of the tests. */
  Jars with(Class<?> type) {
    String entry = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
      return with(entry, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same content gives the same bytes. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      jar.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest.write(jar);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(entry(entry.getKey()));
        jar.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static JarEntry entry(String name) {
    JarEntry entry = new JarEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    return entry;
  }
}
