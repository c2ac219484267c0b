package gateway.external.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder of the file system. */
final class FolderDisk implements Disk {

  private static final Logger LOG = LoggerFactory.getLogger(FolderDisk.class);

  private static final String LOCK = "undelivered.lock";
  private static final String ASIDE = ".corrupt-";
  private static final int MAX_ASIDE = 3;

  private final Path folder;
  private @Nullable OpenFile lock;
  private long bytesWritten;

  FolderDisk(Path folder) {
    this.folder = folder;
  }

  @Override
  public void lock() throws IOException {
    if (lock != null && lock.isInPlace()) {
      return;
    }
    close();
    Files.createDirectories(folder);
    OpenFile file = open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock taken = null;
    try {
      taken = file.channel.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.debug("{} is locked by this process", folder);
    } finally {
      if (taken == null) {
        file.close();
      }
    }
    if (taken == null) {
      throw new LockedException(folder + " is in use by another gateway");
    }
    lock = file;
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Content openToRead(String name) throws IOException {
    return open(name, StandardOpenOption.READ);
  }

  @Override
  public Content openToWrite(String name) throws IOException {
    return open(name, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void force() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  @Override
  public String setAside(String name) throws IOException {
    String start = name + ASIDE;
    int newest = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        newest = Math.max(newest, number(file.getFileName().toString(), start));
      }
    }
    String target = start + (newest + 1);
    Files.move(folder.resolve(name), folder.resolve(target));
    force();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        int number = number(file.getFileName().toString(), start);
        if (number > 0 && number <= newest + 1 - MAX_ASIDE) {
          Files.delete(file);
        }
      }
    }
    return target;
  }

  private static int number(String name, String start) {
    String rest = name.startsWith(start) ? name.substring(start.length()) : "";
    return rest.matches("[0-9]{1,8}") ? Integer.parseInt(rest) : 0;
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private OpenFile open(String name, StandardOpenOption... options) throws IOException {
    Path path = folder.resolve(name);
    FileChannel channel = FileChannel.open(path, options);
    try {
      return new OpenFile(path, channel, identity(path));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private final class OpenFile implements Content {
    final FileChannel channel;
    private final Path path;
    private final Object identity;

    OpenFile(Path path, FileChannel channel, Object identity) {
      this.path = path;
      this.channel = channel;
      this.identity = identity;
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      long next = position;
      int length = 0;
      while (target.hasRemaining() && length >= 0) {
        length = channel.read(target, next);
        next += length;
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long next = position;
      while (source.hasRemaining()) {
        int length = channel.write(source, next);
        next += length;
        bytesWritten += length;
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public boolean isInPlace() {
      try {
        return channel.isOpen() && Objects.equals(identity, identity(path));
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("Cannot close {}: {}", path, e.toString());
      }
    }
  }
}
