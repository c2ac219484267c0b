package gateway.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build puts things. */
final class Target {

  private static final Path FOLDER = Path.of(System.getProperty("gateway.tests.target"));

  private Target() {}

  /** Returns the jar of a bundle that belongs to the build. */
  static Path bundle(String name) {
    return FOLDER.resolve("bundles").resolve(name + ".jar");
  }

  /** Returns the configuration of the container's log. */
  static Path log() {
    return FOLDER.resolve("test-classes/logback.xml");
  }

  /** Makes a folder for one gateway. */
  static Path newHome() throws IOException {
    return Files.createTempDirectory(
        Files.createDirectories(FOLDER.resolve("gateways")), "gateway");
  }
}
