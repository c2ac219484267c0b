package gateway.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** The gateway's own copies of the jars, named by the hash of their content. */
final class ModuleStore {

  /** Opens a jar of the deploy folder. */
  interface Opener {
    InputStream open(Path jar) throws IOException;
  }

  private final Path folder;
  private final long maxBytes;
  private final Opener opener;

  /**
   * Makes a store.
   *
   * @param maxBytes maximum size of a jar
   */
  ModuleStore(Path data, long maxBytes) {
    this(data, maxBytes, Files::newInputStream);
  }

  /** Makes a store that opens jars with {@code opener}. */
  ModuleStore(Path data, long maxBytes, Opener opener) {
    folder = data.resolve("modules").toAbsolutePath().normalize();
    this.maxBytes = maxBytes;
    this.opener = opener;
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
    checkKind(jar);
    try (InputStream in = open(jar)) {
      return copy(in);
    }
  }

  /** Makes an empty file that is removed at the next start at the latest. */
  Path temporary() throws IOException {
    Files.createDirectories(folder);
    return Files.createTempFile(folder, ".", ".tmp");
  }

  private Copy copy(InputStream in) throws RefusedException, IOException {
    Path temporary = temporary();
    MessageDigest digest = sha256();
    boolean whole = false;
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      for (int read; (read = in.read(buffer)) >= 0; ) {
        bytes += read;
        checkSize(bytes);
        out.write(buffer, 0, read);
      }
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(temporary);
      }
    }
    return new Copy(temporary, HexFormat.of().formatHex(digest.digest()));
  }

  /** A thread that opens a pipe or a device may wait forever. */
  private void checkKind(Path jar) throws RefusedException {
    if (Files.isDirectory(jar)) {
      throw RefusedException.because("it is a folder; put a jar there");
    }
    if (Files.isSymbolicLink(jar) && !Files.exists(jar)) {
      throw RefusedException.forNow("it is a broken link; put a jar there");
    }
    if (Files.exists(jar) && !Files.isRegularFile(jar)) {
      throw RefusedException.because("it is not a regular file; put a jar there");
    }
    checkSize(jar.toFile().length());
  }

  /** Refuses a jar that is too large. */
  void checkSize(long bytes) throws RefusedException {
    if (bytes > maxBytes) {
      throw RefusedException.because(
          "it is larger than "
              + maxBytes
              + " bytes; leave out what it does not need, or raise max-jar-bytes of"
              + " gateway.deployer");
    }
  }

  /** Gives a copy its name, and returns its path; the copy is on the disk then. */
  Path keep(Copy copy) throws IOException {
    try (FileChannel channel = FileChannel.open(copy.temporary(), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
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

  /** Tells whether the store has a content, undamaged. */
  boolean has(String hash) throws IOException {
    Path file = path(hash);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest()).equals(hash);
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

  private InputStream open(Path jar) throws RefusedException {
    try {
      return opener.open(jar);
    } catch (AccessDeniedException e) {
      throw RefusedException.forNow(
          "the gateway has no permission to read it; change its permissions");
    } catch (IOException e) {
      throw RefusedException.forNow("it cannot be read (" + e.getMessage() + ")");
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
