package gateway.external.store;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Values that survive the process and the power, by key. Used by one thread at a time; every method
 * may wait for the disk.
 */
public interface Engine extends AutoCloseable {

  /**
   * One change of a batch.
   *
   * @param key what is changed
   * @param value the new value, which the engine may keep: it must not be changed afterwards;
   *     absent removes the key
   */
  record Change(String key, Optional<byte[]> value) {
    public Change {
      Objects.requireNonNull(key);
      Objects.requireNonNull(value);
    }
  }

  /** Hands over every key with its value, which must not be changed, in no order. */
  void forEach(BiConsumer<String, byte[]> target) throws IOException;

  /**
   * Writes a batch, all of it or nothing; it is on the disk when this returns. After a failure the
   * engine holds what it held before, and a later batch may succeed; until then it is open whether
   * the failed one is found after a restart. A call that fails may have tried to write everything
   * that is held, so wait a while before the next.
   *
   * @param batch applied in this order
   * @throws IOException if it could not be written, as with a disk that is full or read-only
   */
  void write(List<Change> batch) throws IOException;

  /**
   * Finds out, as far as that is possible without writing, whether a batch could be written.
   *
   * @throws IOException if none could be written now
   */
  void check() throws IOException;

  /** Returns the bytes given to the file system since the engine was opened. */
  long bytesWritten();

  /** Returns what its values take of the memory, in bytes. */
  long held();

  /** Returns the size on the disk in bytes. */
  long size();

  /** Closes the files; what was written is on the disk already. */
  @Override
  void close();
}
