package gateway.web.page;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * Puts a jar into the deploy folder in one step, so that the deployer sees the whole jar or none.
 */
final class Upload {

  /** A plain file name, not hidden and without a path. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,190}\\.jar");

  private Upload() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Stores a jar.
   *
   * @param length bytes to read
   * @throws IOException if the folder cannot be written, or fewer bytes come
   */
  static void store(Path folder, String name, InputStream body, long length) throws IOException {
    Path part = folder.resolve('.' + name + ".upload");
    try {
      try (OutputStream file = Files.newOutputStream(part)) {
        copy(body, file, length);
      }
      Files.move(
          part,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void copy(InputStream body, OutputStream file, long length) throws IOException {
    byte[] buffer = new byte[16_384];
    long left = length;
    while (left > 0) {
      int read = body.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("the upload ended " + left + " bytes too early");
      }
      file.write(buffer, 0, read);
      left -= read;
    }
  }
}
