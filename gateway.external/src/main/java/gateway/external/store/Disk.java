package gateway.external.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The folder of a {@link LogEngine}; beneath it a test can cut the power or fill the disk. */
interface Disk {

  /** A file that is read and written at any place. */
  interface Content extends AutoCloseable {

    /** Fills the buffer from a position on, as far as the file reaches. */
    void read(ByteBuffer target, long position) throws IOException;

    /** Writes all of the buffer; after a failure any part of it may be written. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Waits until what was written is on the disk. */
    void force() throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Tells whether the name still leads to this file. */
    boolean isInPlace();

    @Override
    void close();
  }

  /**
   * Keeps every other process away, until {@link #close}; does nothing if that is so already.
   *
   * @throws LockedException if another process was first
   * @throws IOException if there is no way to find out, as on a disk that is read-only
   */
  void lock() throws IOException;

  boolean exists(String name);

  Content openToRead(String name) throws IOException;

  /** Opens a file to read and write; makes it if need be. */
  Content openToWrite(String name) throws IOException;

  /** Waits until the names of the files are on the disk. */
  void force() throws IOException;

  /** Deletes a file. */
  void delete(String name) throws IOException;

  /** Gives a file a name that is not used again; only the newest few such files are kept. */
  String setAside(String name) throws IOException;

  /** Returns the bytes given to the file system. */
  long bytesWritten();

  /** Lets other processes in. */
  void close();
}
