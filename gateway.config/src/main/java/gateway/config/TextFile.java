package gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that people write with an editor of theirs. */
final class TextFile {

  /** Far above every configuration; a file that is larger was named by mistake. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextFile() {}

  /**
   * Reads UTF-8 text; the byte order mark that some editors write does not belong to it.
   *
   * @throws IOException if it cannot be read, is no such text or is too large
   */
  static String read(Path file) throws IOException {
    byte[] bytes = bytes(file);
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /**
   * Reads bytes.
   *
   * @throws IOException if it cannot be read, or is too large
   */
  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it has more than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }
}
