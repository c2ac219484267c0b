package gateway.laboratory.outage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The files in which a gateway keeps its undelivered data. */
final class StoreFiles {

  private static final String FOLDER = "store";

  private static final int MAX_DAMAGE = 4096;

  private final Path folder;

  private StoreFiles(Path folder) {
    this.folder = folder;
  }

  /** Finds those of a data folder. */
  static StoreFiles in(Path data) {
    return new StoreFiles(data.resolve(FOLDER));
  }

  /** Returns the sum of their sizes. */
  long size() throws IOException {
    long sum = 0;
    for (Path file : files()) {
      sum += Files.size(file);
    }
    return sum;
  }

  /** Waits until one of them is written; tells whether that has happened in time. */
  boolean awaitChange(int millis) throws IOException, InterruptedException {
    String before = stamps();
    long begin = System.nanoTime();
    while (stamps().equals(before)) {
      if (System.nanoTime() - begin > LabTimes.nanos(millis)) {
        return false;
      }
      TimeUnit.MICROSECONDS.sleep(200);
    }
    return true;
  }

  /** Cuts the largest one short, and says how. */
  String truncate(Random random) throws IOException {
    Optional<Path> file = largest();
    if (file.isEmpty()) {
      return "no file to truncate";
    }
    long size = Files.size(file.get());
    long left = random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * size);
    try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.WRITE)) {
      channel.truncate(left);
    }
    return file.get().getFileName() + " cut from " + size + " to " + left + " bytes";
  }

  /** Overwrites a part of the largest one, and says which. */
  String overwrite(Random random) throws IOException {
    Optional<Path> file = largest();
    if (file.isEmpty()) {
      return "no file to overwrite";
    }
    long size = Files.size(file.get());
    byte[] damage = new byte[(int) Math.min(size, 1 + random.nextInt(MAX_DAMAGE))];
    random.nextBytes(damage);
    long at = (long) (random.nextDouble() * (size - damage.length));
    try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(damage), at);
    }
    return file.get().getFileName() + ": " + damage.length + " of " + size + " bytes from " + at;
  }

  /** Deletes them all. */
  void delete() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }

  private Optional<Path> largest() throws IOException {
    return files().stream().max(Comparator.comparing(file -> file.toFile().length()));
  }

  private String stamps() throws IOException {
    StringBuilder stamps = new StringBuilder();
    for (Path file : files()) {
      FileTime time = Files.getLastModifiedTime(file);
      stamps.append(time.toInstant()).append(' ').append(Files.size(file)).append('\n');
    }
    return stamps.toString();
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
