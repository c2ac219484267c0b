package gateway.web.access;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The password of a gateway whose configuration names none: made at the first start and kept in the
 * data folder, readable by the gateway's own user only.
 */
final class FirstPassword {

  static final String FILE = "web-password";

  /** Without characters that look alike, because people type it. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int LENGTH = 16;

  private FirstPassword() {}

  static String readOrMake(Path data) throws IOException {
    Path file = data.resolve(FILE);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, make() + '\n');
    } catch (FileAlreadyExistsException e) {
      // made at an earlier start
    }
    String password = Files.readString(file).replace("\uFEFF", "").strip();
    if (password.isEmpty()) {
      throw new IOException(file + " is empty: delete it");
    }
    return password;
  }

  private static String make() {
    SecureRandom random = new SecureRandom();
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }
}
