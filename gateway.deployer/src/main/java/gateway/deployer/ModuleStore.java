package gateway.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** The gateway's own copies of the jars, named by the hash of their content. */
final class ModuleStore {

  private static final long MOST_BYTES = 64L << 20;

  private final Path folder;

  ModuleStore(Path data) {
    folder = data.resolve("modules").toAbsolutePath().normalize();
  }

  /** A copy that has no name yet. */
  record Copy(Path temporary, String hash) {}

  /**
   * Copies a jar.
   *
   * @throws RefusedException if it is too large or cannot be read
   * @throws IOException if the copy cannot be written
   */
  Copy copy(Path jar) throws RefusedException, IOException {
    Files.createDirectories(folder);
    if (Files.isDirectory(jar)) {
      throw RefusedException.because("it is a folder; put a jar there");
    }
    if (jar.toFile().length() > MOST_BYTES) {
      throw RefusedException.because("it is larger than 64 MiB");
    }
    Path temporary = Files.createTempFile(folder, ".", ".tmp");
    MessageDigest digest = sha256();
    try (InputStream in = open(jar);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
      in.transferTo(out);
    } catch (IOException | RefusedException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return new Copy(temporary, HexFormat.of().formatHex(digest.digest()));
  }

  /** Gives a copy its name, and returns it. */
  Path keep(Copy copy) throws IOException {
    return Files.move(
        copy.temporary(),
        path(copy.hash()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  void discard(Copy copy) throws IOException {
    Files.deleteIfExists(copy.temporary());
  }

  Path folder() {
    return folder;
  }

  Path path(String hash) {
    return folder.resolve(hash + ".jar");
  }

  void delete(String hash) throws IOException {
    Files.deleteIfExists(path(hash));
  }

  /** Removes all copies but those of the given hashes. */
  void retain(Set<String> hashes) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean ours = name.endsWith(".jar") || name.endsWith(".tmp");
        if (ours && !hashes.contains(name.replaceFirst("\\.jar$", ""))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static InputStream open(Path jar) throws RefusedException {
    try {
      return Files.newInputStream(jar);
    } catch (AccessDeniedException e) {
      throw RefusedException.unreadable("the gateway may not read it; change its permissions");
    } catch (IOException e) {
      throw RefusedException.unreadable("it cannot be read (" + e.getMessage() + ")");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
