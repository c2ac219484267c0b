package gateway.laboratory.outage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A limit of a process, which another one can change while it runs. */
enum ProcessLimit {
  /** The largest size to which it may write its files, in bytes. */
  FILE_SIZE("fsize", "Max file size"),
  /** How many files and sockets it may have open. */
  FILES("nofile", "Max open files"),
  /** How many threads its user may have; does not hold for root. */
  THREADS("nproc", "Max processes");

  private static final Path PROGRAM = Path.of("/usr/bin/prlimit");
  private static final long PATIENCE = 10;

  private final String option;
  private final String row;

  ProcessLimit(String option, String row) {
    this.option = option;
    this.row = row;
  }

  static boolean isPossible() {
    return Files.isExecutable(PROGRAM);
  }

  /** Returns the limit of a process: a number, or {@code unlimited}. */
  String of(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits")).stream()
        .filter(line -> line.startsWith(row))
        .map(line -> line.substring(row.length()).strip().split(" +")[0])
        .findFirst()
        .orElseThrow(() -> new IOException("no " + row + " of process " + pid));
  }

  void set(long pid, String value) throws IOException {
    set(List.of(), pid, value);
  }

  /**
   * Sets it.
   *
   * @param prefix what the command begins with, to be the user of the process
   */
  void set(List<String> prefix, long pid, String value) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            PROGRAM.toString(), "--pid", Long.toString(pid), "--" + option + '=' + value + ':'));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
