package gateway.external.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes files as in format 1, where values are short, whole and not deflated. */
final class OldFormat {

  private static final long SALT = 0x1234_5678_9ABC_DEF0L;

  private OldFormat() {}

  static byte[] file(Map<String, String> snapshot, Map<String, String> batch) {
    byte[] first = frame(0, snapshot);
    byte[] second = frame(1, batch);
    Header header = new Header(1, 5, SALT, Header.BLOCK + first.length);
    return ByteBuffer.allocate(100_000).put(header.toBlock()).put(first).put(second).array();
  }

  /** Gives every key a new number, as if none were known. */
  private static byte[] frame(int sequence, Map<String, String> values) {
    ByteBuffer body = ByteBuffer.allocate(1000);
    body.put((byte) values.size());
    values.forEach(
        (key, value) -> {
          body.put((byte) 0).put((byte) key.length()).put(key.getBytes(UTF_8));
          body.put((byte) (value.length() + 1)).put(value.getBytes(UTF_8));
        });
    body.flip();
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(16).putLong(SALT).putInt(sequence).putInt(body.remaining()).flip());
    crc.update(body.duplicate());
    ByteBuffer frame = ByteBuffer.allocate(16 + body.remaining());
    frame.putInt((int) SALT).putInt(sequence).putInt(body.remaining());
    return frame.putInt((int) crc.getValue()).put(body).array();
  }
}
