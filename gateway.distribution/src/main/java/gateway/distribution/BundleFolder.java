package gateway.distribution;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** The bundles of the distribution, found by symbolic name and version. */
final class BundleFolder {

  private record Jar(Version version, Path file) {}

  private final Path folder;
  private final Map<String, List<Jar>> jars = new HashMap<>();

  /** Reads the manifests of a folder's jars. */
  BundleFolder(Path folder) throws IOException {
    this.folder = folder;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        add(file);
      }
    }
  }

  private void add(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String name = attributes.getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (name != null) {
        jars.computeIfAbsent(name.split(";")[0].strip(), key -> new ArrayList<>())
            .add(
                new Jar(Version.parseVersion(attributes.getValue(Constants.BUNDLE_VERSION)), file));
      }
    }
  }

  /**
   * Returns the newest jar that matches an entry of a descriptor.
   *
   * @throws IOException if there is none
   */
  Path find(Descriptor.Entry entry) throws IOException {
    Optional<Jar> best =
        jars.getOrDefault(entry.name(), List.of()).stream()
            .filter(jar -> entry.version().includes(jar.version()))
            .max(Comparator.comparing(Jar::version));
    if (best.isEmpty()) {
      throw new IOException(folder + " has no bundle " + entry);
    }
    return best.get().file();
  }
}
