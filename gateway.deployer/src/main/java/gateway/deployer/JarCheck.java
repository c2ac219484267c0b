package gateway.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import org.osgi.framework.Constants;

/** Checks that a file is a whole jar, and a bundle that may be deployed. */
final class JarCheck {

  private static final long MOST_CONTENT_BYTES = 512L << 20;

  private JarCheck() {}

  /**
   * Checks a jar that nobody writes to.
   *
   * @return symbolic name and version
   * @throws RefusedException if it may not be deployed
   */
  static String check(Path jar) throws RefusedException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      Manifest manifest = file.getManifest();
      checkContent(file);
      return checkHeaders(manifest == null ? new Attributes() : manifest.getMainAttributes());
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      throw RefusedException.unreadable(
          "it is not a complete jar (" + e.getMessage() + "); copy it into the folder again");
    }
  }

  private static String checkHeaders(Attributes headers) throws RefusedException {
    String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (name == null || name.isBlank()) {
      throw RefusedException.because(
          "its manifest has no Bundle-SymbolicName, so it is no OSGi bundle; build it with bnd");
    }
    if (!"2".equals(headers.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
      throw RefusedException.because(
          "its manifest has no Bundle-ManifestVersion: 2; build it with bnd");
    }
    if (headers.getValue(Constants.FRAGMENT_HOST) != null) {
      throw RefusedException.because(
          "it is a fragment of another bundle; make a bundle of its own");
    }
    String exports = headers.getValue(Constants.EXPORT_PACKAGE);
    if (exports != null && !exports.isBlank()) {
      throw RefusedException.because(
          "it exports packages ("
              + exports
              + "), and others would have to be restarted with it; keep its packages private");
    }
    String version = headers.getValue(Constants.BUNDLE_VERSION);
    return name.split(";")[0].trim() + ' ' + (version == null ? "0.0.0" : version.trim());
  }

  /** A jar that is overwritten in place has its directory before it has its content. */
  private static void checkContent(JarFile file) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      CRC32 crc = new CRC32();
      try (InputStream in = file.getInputStream(entry)) {
        for (int read; (read = in.read(buffer)) >= 0; ) {
          crc.update(buffer, 0, read);
          total += read;
          if (total > MOST_CONTENT_BYTES) {
            throw new IOException("more than 512 MiB of content");
          }
        }
      }
      if (entry.getCrc() >= 0 && entry.getCrc() != crc.getValue()) {
        throw new IOException("damaged entry " + entry.getName());
      }
    }
  }
}
