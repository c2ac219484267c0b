package gateway.external.store;

import java.io.IOException;

/** A disk in memory with the real engine on it, for tests that measure what gets there. */
public final class MeasuredDisk {

  private static final long ROOM = 4L << 20;

  private final FakeDisk disk = new FakeDisk();

  /** Opens what is there. */
  public Engine open() throws IOException {
    return LogEngine.open(disk, ROOM);
  }

  /** Returns the bytes of all files. */
  public long size() {
    return disk.names().stream().mapToLong(name -> disk.get(name).length).sum();
  }

  /** Returns the memory that it takes itself. */
  public long memory() {
    return 2 * size();
  }

  /** Returns the bytes that were handed to the file system. */
  public long bytesWritten() {
    return disk.bytesWritten();
  }

  /** Returns the bytes that reach the memory cells: whole pages, with each force. */
  public long bytesInPages() {
    return disk.pagesWritten() * FakeDisk.PAGE;
  }
}
