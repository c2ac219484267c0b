package gateway.laboratory.outage;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The file that says what happened when, to find the cause of a failure. */
final class LabLog implements Closeable {

  private final PrintWriter out;
  private final long start = System.nanoTime();

  LabLog(Path file) throws IOException {
    out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
  }

  /** Writes one line. */
  synchronized void note(String who, String what) {
    out.printf(Locale.ROOT, "%10.3f %-8s %s%n", (System.nanoTime() - start) / 1e9, who, what);
  }

  synchronized void flush() {
    out.flush();
  }

  @Override
  public synchronized void close() {
    out.close();
  }
}
