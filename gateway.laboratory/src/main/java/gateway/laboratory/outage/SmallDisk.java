package gateway.laboratory.outage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small disk in memory that only the gateway sees, in a mount namespace of its own, which a
 * process keeps alive until this program ends.
 */
final class SmallDisk implements AutoCloseable {

  /** The file that takes the space. */
  private static final String FILLER = "filler";

  private static final String SIZE = "64m";

  private final Process keeper;
  private final Path folder;
  private final Path seen;

  private SmallDisk(Process keeper, Path folder) {
    this.keeper = keeper;
    this.folder = folder;
    seen = Path.of("/proc", Long.toString(keeper.pid()), "root" + folder);
  }

  /**
   * Makes one.
   *
   * @param folder where the gateway sees it; is made
   * @return empty if this system does not permit it
   */
  static Optional<SmallDisk> mount(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Process keeper;
    try {
      keeper =
          new ProcessBuilder(
                  "unshare",
                  "--mount",
                  "--propagation",
                  "private",
                  "sh",
                  "-c",
                  "mount -t tmpfs -o size=" + SIZE + " tmpfs \"$1\" && echo mounted && exec cat",
                  "sh",
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    BufferedReader out = keeper.inputReader();
    if (!"mounted".equals(out.readLine())) {
      keeper.waitFor(1, TimeUnit.SECONDS);
      keeper.destroyForcibly();
      return Optional.empty();
    }
    return Optional.of(new SmallDisk(keeper, folder));
  }

  /** Returns the folder for the gateway's data. */
  DataPlace place() {
    return new DataPlace(
        List.of("nsenter", "--target", Long.toString(keeper.pid()), "--mount"), folder, seen);
  }

  /** Leaves no byte free. */
  void fill() throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(filler())) {
      for (int length = block.length; length > 0; ) {
        try {
          out.write(block, 0, length);
        } catch (IOException e) {
          length /= 2; // full, or nearly
        }
      }
    }
  }

  /** Makes the space free again. */
  void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return seen.resolve(FILLER);
  }

  @Override
  public void close() {
    keeper.destroy();
  }
}
