package gateway.external.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A header, a snapshot of all values, and the batches since, each a frame that is whole or does not
 * count. What lies behind the last frame is left over from an older generation.
 *
 * <pre>
 * frame = salt(4) sequence(4) length(4) crc32c(4) body
 * </pre>
 */
final class LogFile implements AutoCloseable {

  private static final int FRAME_HEADER = 16;

  /** What a frame of the snapshot holds; small beside the memory of a gateway. */
  private static final int SNAPSHOT_FRAME = 65_536;

  /**
   * The file grows by this: growth is more for the file system to write down than a batch is, and
   * growing by one byte at the far end takes no space.
   */
  private static final int STEP = 262_144;

  private final Disk.Content content;
  private final Header header;
  private final Keys keys = new Keys();
  private long end = Header.BLOCK;
  private long size;
  private int sequence;

  private LogFile(Disk.Content content, Header header) throws IOException {
    this.content = content;
    this.header = header;
    this.size = content.size();
  }

  /**
   * What a file holds.
   *
   * @param values up to the first frame that is not whole
   * @param complete whether all of the snapshot was read
   * @param damaged whether frames that were written could not be read
   */
  record Found(Map<String, byte[]> values, boolean complete, boolean damaged) {}

  /**
   * Reads the header of a file; absent if there is none.
   *
   * @throws NewerFormatException if a newer version wrote the file
   */
  static Optional<Header> header(Disk.Content content, String name) throws IOException {
    return Header.read(firstBlock(content), name);
  }

  private static ByteBuffer firstBlock(Disk.Content content) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(Header.BLOCK);
    content.read(block, 0);
    return block.flip();
  }

  /** Tells whether there are only zeros up to a position. */
  static boolean isBlank(Disk.Content content, long limit) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(Header.BLOCK);
    for (long start = 0; start < limit; start += Header.BLOCK) {
      content.read(part.clear(), start);
      part.flip();
      while (part.hasRemaining()) {
        if (part.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Reads a file up to its last whole frame. */
  static Found read(Disk.Content content, Header header, BatchCodec codec) throws IOException {
    LogFile file = new LogFile(content, header);
    Map<String, byte[]> values = new HashMap<>();
    boolean damaged = false;
    Optional<ByteBuffer> body = file.frame(file.end, 0);
    while (body.isPresent()) {
      int length = body.get().remaining();
      try {
        codec.decode(header.format(), body.get(), values, file.keys);
      } catch (DamagedException e) {
        damaged = true;
        break;
      }
      file.end += FRAME_HEADER + length;
      file.sequence++;
      body = file.frame(file.end, file.sequence);
    }
    boolean complete = file.end >= header.snapshotEnd();
    boolean whole = complete && !damaged && !file.endsEarly() && !file.hasLaterFrame();
    return new Found(values, complete, !whole);
  }

  /**
   * Writes a new generation over what is in a file, and makes it valid when all of it is there.
   *
   * @param onValid called before it may become valid
   */
  static LogFile create(
      Disk disk,
      Disk.Content content,
      Header template,
      Map<String, byte[]> values,
      BatchCodec codec,
      Runnable onValid)
      throws IOException {
    LogFile file = new LogFile(content, template);
    Map<String, Optional<byte[]>> some = new HashMap<>();
    int bytes = 0;
    for (Map.Entry<String, byte[]> entry : values.entrySet()) {
      some.put(entry.getKey(), Optional.of(entry.getValue()));
      bytes += entry.getKey().length() + entry.getValue().length;
      if (bytes >= SNAPSHOT_FRAME) {
        file.put(codec.encode(some, Map.of(), file.keys));
        some.clear();
        bytes = 0;
      }
    }
    if (!some.isEmpty()) {
      file.put(codec.encode(some, Map.of(), file.keys));
    }
    content.force();
    disk.force();
    onValid.run();
    Header header = new Header(template.format(), template.generation(), template.salt(), file.end);
    content.write(header.toBlock(), 0);
    content.force();
    return file;
  }

  /** Adds a batch; it is on the disk when this returns. After a failure it is as if not called. */
  void append(Map<String, Optional<byte[]>> batch, Map<String, byte[]> values, BatchCodec codec)
      throws IOException {
    int keysBefore = keys.count();
    long endBefore = end;
    int sequenceBefore = sequence;
    boolean done = false;
    try {
      put(codec.encode(batch, values, keys));
      content.force();
      done = true;
    } finally {
      if (!done) {
        keys.cut(keysBefore);
        end = endBefore;
        sequence = sequenceBefore;
      }
    }
  }

  /** Leaves a mark of where it ends, so that what is missing later shows. */
  void finish() throws IOException {
    content.write(header.toClosing(end), Header.CLOSING);
    content.force();
  }

  private void put(byte[] body) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + body.length);
    frame.putInt((int) header.salt()).putInt(sequence).putInt(body.length);
    frame.putInt(checksum(sequence, body)).put(body).flip();
    long next = end + frame.remaining();
    if (next > size) {
      long larger = (next / STEP + 1) * STEP;
      content.write(ByteBuffer.allocate(1), larger - 1);
      size = larger;
    }
    content.write(frame, end);
    end = next;
    sequence++;
  }

  /** Reads a frame; absent if there is no whole one with this number. */
  private Optional<ByteBuffer> frame(long position, int expected) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(FRAME_HEADER);
    content.read(head, position);
    head.flip();
    if (head.remaining() < FRAME_HEADER
        || head.getInt() != (int) header.salt()
        || head.getInt() != expected) {
      return Optional.empty();
    }
    int length = head.getInt();
    if (length < 0 || length > size - position - FRAME_HEADER) {
      return Optional.empty();
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    content.read(body, position + FRAME_HEADER);
    body.flip();
    return body.remaining() == length && checksum(expected, body.array()) == head.getInt()
        ? Optional.of(body)
        : Optional.empty();
  }

  /** After an orderly end nothing is torn. */
  private boolean endsEarly() throws IOException {
    return end < header.closedAt(firstBlock(content)).orElse(0);
  }

  /** A frame is forced before the next is written: a torn one has none behind it. */
  private boolean hasLaterFrame() throws IOException {
    ByteBuffer window = ByteBuffer.allocate(SNAPSHOT_FRAME);
    for (long start = end; start + FRAME_HEADER < size; start += SNAPSHOT_FRAME - FRAME_HEADER) {
      window.clear();
      content.read(window, start);
      window.flip();
      for (int i = 0; i + FRAME_HEADER <= window.limit(); i++) {
        if (window.getInt(i) == (int) header.salt()) {
          int later = window.getInt(i + 4);
          if (later > sequence && frame(start + i, later).isPresent()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private int checksum(int number, byte[] body) {
    CRC32C crc = new CRC32C();
    ByteBuffer head = ByteBuffer.allocate(16);
    head.putLong(header.salt()).putInt(number).putInt(body.length).flip();
    crc.update(head);
    crc.update(body);
    return (int) crc.getValue();
  }

  /** Returns where the last frame ends. */
  long end() {
    return end;
  }

  long size() {
    return size;
  }

  boolean isInPlace() {
    return content.isInPlace();
  }

  @Override
  public void close() {
    content.close();
  }
}
