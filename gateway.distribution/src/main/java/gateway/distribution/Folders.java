package gateway.distribution;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The folders of the distribution, from system properties that the start script sets. */
final class Folders {

  private Folders() {}

  /** Returns the unpacked distribution: by default the one whose {@code lib} holds this class. */
  static Path home() {
    String home = System.getProperty("gateway.home");
    if (home != null) {
      return Path.of(home).toAbsolutePath().normalize();
    }
    try {
      Path jar = Path.of(Folders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return jar.resolve("../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the start script. */
  static Path script() {
    String script = System.getProperty("gateway.script");
    return script == null ? home().resolve("bin/gateway") : Path.of(script);
  }

  private static Path root() {
    String root = System.getProperty("gateway.root");
    return root == null ? home() : Path.of(root).toAbsolutePath().normalize();
  }

  /** Returns the data folder of a run that names none: at the root, whatever the folder. */
  static Path defaultData() {
    return root().resolve("data");
  }

  /** Tells whether standard input is a terminal. */
  static boolean terminal() {
    return Boolean.getBoolean("gateway.terminal");
  }
}
