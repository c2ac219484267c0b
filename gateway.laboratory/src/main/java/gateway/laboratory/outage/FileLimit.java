package gateway.laboratory.outage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The largest size to which a process may write its files ({@code RLIMIT_FSIZE}). */
final class FileLimit {

  private static final Path PROGRAM = Path.of("/usr/bin/prlimit");
  private static final long PATIENCE = 10;

  private FileLimit() {}

  static boolean isPossible() {
    return Files.isExecutable(PROGRAM);
  }

  /** Sets the limit of a running process: bytes, or {@code unlimited}. */
  static void set(long pid, String bytes) throws IOException {
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(), "--pid", Long.toString(pid), "--fsize=" + bytes + ':')
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(PATIENCE, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("prlimit fails: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
