package gateway.laboratory.swap;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * What people do to a deploy folder. Only files whose names begin with {@code swap-} are touched.
 */
final class DeployFolder implements AutoCloseable {

  private static final String PREFIX = "swap-";
  private static final int PARTS = 12;
  private static final long PART_MILLIS = 100;

  private final Path folder;
  private boolean closed;

  DeployFolder(Path folder) {
    this.folder = folder;
  }

  /** {@code cp}: writes in place, whatever is there. */
  synchronized void copy(String name, byte[] content) throws IOException {
    Files.write(file(name), content);
  }

  /** {@code mv}: the file is there with all its content, or is not. */
  synchronized void move(String name, byte[] content) throws IOException {
    Path file = file(name);
    Path hidden = folder.resolve('.' + PREFIX + name + ".tmp");
    Files.write(hidden, content);
    Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** {@code cp} from a slow disk: over a second, with pauses. */
  synchronized void copySlowly(String name, byte[] content)
      throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(file(name))) {
      for (int part = 0; part < PARTS; part++) {
        TimeUnit.MILLISECONDS.sleep(PART_MILLIS);
        int from = content.length * part / PARTS;
        out.write(content, from, content.length * (part + 1) / PARTS - from);
      }
    }
  }

  /** {@code rm}: also when it is not there. */
  synchronized void remove(String name) throws IOException {
    Files.deleteIfExists(path(name));
  }

  /** Removes all its files, and takes no others from now on; the folder stays. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "{,.}" + PREFIX + "*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Returns what a file is called in the folder. */
  static String name(String name) {
    return PREFIX + name + ".jar";
  }

  private Path path(String name) {
    return folder.resolve(name(name));
  }

  private Path file(String name) throws IOException {
    if (closed) {
      throw new IOException("the run has ended");
    }
    return path(name);
  }
}
