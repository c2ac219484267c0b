package gateway.deployer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;

/** Checks that a file is a complete jar, and a bundle that may be deployed. */
final class JarCheck {

  /** Unpacked size limit, as a multiple of max-jar-bytes. */
  private static final int MAX_COMPRESSION = 8;

  private final Distribution distribution;
  private final Optional<Signatures> signatures;
  private final long maxUnpackedBytes;

  /**
   * Makes a check.
   *
   * @param signatures check of the signatures; empty if none are required
   * @param maxJarBytes maximum size of a jar; its unpacked size may be eight times as large
   */
  JarCheck(Distribution distribution, Optional<Signatures> signatures, long maxJarBytes) {
    this.distribution = distribution;
    this.signatures = signatures;
    maxUnpackedBytes = MAX_COMPRESSION * maxJarBytes;
  }

  /**
   * Checks a jar that is not being written.
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
    } catch (FileNotFoundException | FileSystemException e) {
      throw RefusedException.forNow("its copy cannot be read (" + e.getMessage() + ")");
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      throw RefusedException.incomplete(
          "it is not a complete jar (" + e.getMessage() + "); copy it into the folder again");
    }
  }

  private String check(JarFile file, Path jar) throws RefusedException, IOException {
    JarContent content = new JarContent(file, distribution, maxUnpackedBytes);
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
