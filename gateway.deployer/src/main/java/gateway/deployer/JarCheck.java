package gateway.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;

/** Checks that a file is a whole jar, and a bundle that may be deployed. */
final class JarCheck {

  /** A jar as large as may be may hold so many times its size. */
  private static final int MAX_COMPRESSION = 8;

  private final Distribution distribution;
  private final Optional<Signatures> signatures;
  private final long mostBytes;

  /**
   * Makes a check.
   *
   * @param signatures what a jar must be signed with; empty if it need not be
   * @param mostJarBytes size of the largest jar; it may hold eight times as much
   */
  JarCheck(Distribution distribution, Optional<Signatures> signatures, long mostJarBytes) {
    this.distribution = distribution;
    this.signatures = signatures;
    mostBytes = MAX_COMPRESSION * mostJarBytes;
  }

  /**
   * Checks a jar that nobody writes to.
   *
   * @return symbolic name and version
   * @throws RefusedException if it may not be deployed
   */
  String check(Path jar) throws RefusedException {
    try {
      if (Files.size(jar) == 0) {
        throw RefusedException.incomplete("it is empty; copy it into the folder again");
      }
      ZipDirectory.check(jar);
      try (JarFile file = new JarFile(jar.toFile(), false)) {
        return check(file, jar);
      }
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      throw RefusedException.incomplete(
          "it is not a complete jar (" + e.getMessage() + "); copy it into the folder again");
    }
  }

  private String check(JarFile file, Path jar) throws RefusedException, IOException {
    JarContent content = new JarContent(file, distribution, mostBytes);
    content.check();
    Headers headers = new Headers(content.manifest().getMainAttributes(), distribution);
    String name = headers.check();
    content.checkOtherManifests();
    content.checkEmbedded(headers.embeddedJars());
    if (signatures.isPresent()) {
      signatures.get().check(jar);
    }
    return name;
  }
}
