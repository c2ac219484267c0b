package gateway.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;

/** Writes the content of an installed bundle as a jar, so that it can be checked like any other. */
final class BundleJar {

  private BundleJar() {}

  /** Writes the content of a bundle, without resolving it. */
  static void write(Bundle bundle, Path jar) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      write(bundle, "/", out);
    }
  }

  private static void write(Bundle bundle, String folder, ZipOutputStream out) throws IOException {
    Enumeration<String> paths = bundle.getEntryPaths(folder);
    if (paths == null) {
      return;
    }
    for (String path : Collections.list(paths)) {
      if (path.endsWith("/")) {
        write(bundle, path, out);
      } else {
        URL entry = bundle.getEntry(path);
        out.putNextEntry(new ZipEntry(path));
        try (InputStream in = entry.openStream()) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
