package gateway.external.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The first block of a log file, which holds it twice. The beginning up to the format stays the
 * same in all versions. Between the two lies what an orderly end leaves: how far the file reaches.
 *
 * <pre>
 * header  = magic(8) format(4) generation(8) salt(8) snapshotEnd(8) crc32c(4)
 * closing = salt(8) end(8) crc32c(4)
 * </pre>
 *
 * @param generation the file with the larger one is newer
 * @param salt differs for every generation: what an older one left in the file is not mistaken for
 *     a part of it
 * @param snapshotEnd where the batches begin
 */
record Header(int format, long generation, long salt, long snapshotEnd) {

  /** The format that is written. */
  static final int FORMAT = 2;

  /** The block's size in bytes; what follows is not in the same block of the disk. */
  static final int BLOCK = 4096;

  private static final long MAGIC = 0x4D_47_53_54_4F_52_45_0AL;
  private static final int COPY = BLOCK / 2;
  private static final int CHECKED = 36;

  /** Where the closing is; by itself, so that writing it never touches a header. */
  static final int CLOSING = BLOCK / 4;

  private static final int CLOSING_CHECKED = 16;

  ByteBuffer toBlock() {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (int start = 0; start < BLOCK; start += COPY) {
      block.position(start);
      block.putLong(MAGIC).putInt(format).putLong(generation).putLong(salt).putLong(snapshotEnd);
      block.putInt(checksum(block, start, CHECKED));
    }
    return block.rewind();
  }

  /** Makes what an orderly end writes. */
  ByteBuffer toClosing(long end) {
    ByteBuffer closing = ByteBuffer.allocate(CLOSING_CHECKED + 4).putLong(salt).putLong(end);
    return closing.putInt(checksum(closing, 0, CLOSING_CHECKED)).flip();
  }

  /** Reads where the file ended; absent if this generation was not closed. */
  OptionalLong closedAt(ByteBuffer block) {
    boolean closed =
        block.limit() >= CLOSING + CLOSING_CHECKED + 4
            && block.getLong(CLOSING) == salt
            && block.getInt(CLOSING + CLOSING_CHECKED) == checksum(block, CLOSING, CLOSING_CHECKED);
    return closed ? OptionalLong.of(block.getLong(CLOSING + 8)) : OptionalLong.empty();
  }

  /**
   * Reads the header, if there is one in the block.
   *
   * @throws NewerFormatException if it is of a newer version
   */
  static Optional<Header> read(ByteBuffer block, String name) throws NewerFormatException {
    Optional<Header> result = Optional.empty();
    int newest = 0;
    for (int start = 0; start + CHECKED + 4 <= block.limit(); start += COPY) {
      if (block.getLong(start) != MAGIC) {
        continue;
      }
      int format = block.getInt(start + 8);
      boolean whole = block.getInt(start + CHECKED) == checksum(block, start, CHECKED);
      if (whole && format > 0 && format <= FORMAT) {
        Header header =
            new Header(
                format,
                block.getLong(start + 12),
                block.getLong(start + 20),
                block.getLong(start + 28));
        if (result.filter(r -> r.generation > header.generation).isEmpty()) {
          result = Optional.of(header);
        }
      } else if (whole || format > FORMAT) {
        newest = Math.max(newest, format);
      }
    }
    if (result.isEmpty() && newest > FORMAT) {
      throw new NewerFormatException(
          name + " has format " + newest + ", this version knows formats up to " + FORMAT);
    }
    return result;
  }

  private static int checksum(ByteBuffer block, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(block.slice(start, length));
    return (int) crc.getValue();
  }
}
