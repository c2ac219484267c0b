package gateway.deployer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The record at the end of a zip file that holds the size of its directory. Opening the file reads
 * the whole directory into memory, so this record is checked first.
 */
final class ZipDirectory {

  static final int MAX_ENTRIES = 20_000;

  private static final long MAX_BYTES = 8L << 20;
  private static final int SIGNATURE = 0x06054b50;
  private static final int LENGTH = 22;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int ENTRIES_AT = 10;
  private static final int BYTES_AT = 12;
  private static final int COMMENT_AT = 20;

  private ZipDirectory() {}

  /**
   * Checks a file. Java takes the last record that it finds, also one behind which something
   * follows that does not belong to it: only where the last one ends the file is what it says what
   * Java reads.
   *
   * @throws IOException if the file does not end with the record, because it is not whole
   */
  static void check(Path zip) throws RefusedException, IOException {
    ByteBuffer end = end(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = end.limit() - LENGTH; at >= 0; at--) {
      if (end.getInt(at) == SIGNATURE) {
        if (at + LENGTH + (end.getShort(at + COMMENT_AT) & 0xFFFF) != end.limit()) {
          throw new IOException("something follows its end record");
        }
        check(end.getShort(at + ENTRIES_AT) & 0xFFFF, end.getInt(at + BYTES_AT) & 0xFFFFFFFFL);
        return;
      }
    }
    throw new IOException("no end record");
  }

  private static void check(int entries, long bytes) throws RefusedException {
    if (entries > MAX_ENTRIES || bytes > MAX_BYTES) {
      throw tooLarge();
    }
  }

  static RefusedException tooLarge() {
    return RefusedException.because(
        "it has more than "
            + MAX_ENTRIES
            + " entries, or too long names; leave out what it does not need");
  }

  private static ByteBuffer end(Path zip) throws IOException {
    try (FileChannel channel = FileChannel.open(zip)) {
      int length = (int) Math.min(channel.size(), LENGTH + MAX_COMMENT);
      ByteBuffer end = ByteBuffer.allocate(length);
      while (end.hasRemaining()
          && channel.read(end, channel.size() - length + end.position()) >= 0) {}
      return end.flip();
    }
  }
}
