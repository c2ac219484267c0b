package gateway.laboratory.outage;

import gateway.laboratory.process.LogRecord;
import gateway.laboratory.process.ReadinessSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process of the gateway under test: all its stages, or one of them. */
final class StageProcess {

  /** What it tells; on a thread of its own. */
  interface Listener {
    void logged(LogRecord entry);

    /** It has printed a line beside its log, where only a crash does. */
    void printedError(StageProcess from, String line);

    /** It has ended, for whatever reason. */
    void ended(StageProcess which);
  }

  private static final int START_MILLIS = 60_000;

  private final String name;
  private final List<String> arguments;
  private final Path output;
  private final Listener listener;
  private final LabLog log;
  private Process process;
  private ReadinessSocket readiness;
  private boolean wanted;
  private boolean read = true;

  /**
   * Makes one that is not started.
   *
   * @param name for the log
   * @param arguments of {@code ./gateway}
   */
  StageProcess(String name, List<String> arguments, Path output, Listener listener, LabLog log) {
    this.name = name;
    this.arguments = arguments;
    this.output = output;
    this.listener = listener;
    this.log = log;
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * Starts it.
   *
   * @param prefix what its command begins with
   * @param script the gateway script
   */
  synchronized void begin(
      List<String> prefix, Path script, List<String> more, Map<String, String> variables)
      throws IOException {
    log.note(name, "starts");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", script.toString()));
    command.addAll(arguments);
    command.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(key -> key.startsWith("GATEWAY_") && !key.equals("GATEWAY_JAVA_OPTS"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.putAll(variables);
    closeReadiness();
    readiness = new ReadinessSocket();
    environment.put(ReadinessSocket.VARIABLE, readiness.value());
    process = builder.start();
    process.getOutputStream().close();
    wanted = true;
    Process started = process;
    PrintWriter copy = copy();
    Threads.start(name + "-output", () -> read(started, copy));
    Threads.start(name + "-errors", () -> readErrors(started, copy));
  }

  private PrintWriter copy() throws IOException {
    return new PrintWriter(
        Files.newBufferedWriter(
            output, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        true);
  }

  /** Waits until it is ready. */
  void awaitReady() throws IOException, InterruptedException {
    Process starting;
    ReadinessSocket ready;
    synchronized (this) {
      starting = process;
      ready = readiness;
    }
    Threads.await(START_MILLIS, () -> ready.isReady() || !starting.isAlive());
    if (!ready.isReady()) {
      throw new IOException(
          "the "
              + name
              + (starting.isAlive() ? " does not get ready" : " ended instead of getting ready")
              + ": see "
              + output);
    }
  }

  private void read(Process from, PrintWriter copy) {
    try (copy;
        BufferedReader in = from.inputReader()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        awaitReader();
        if (line.startsWith(FullPipe.FILLER)) {
          continue;
        }
        Optional<LogRecord> entry = LogRecord.parse(System.nanoTime(), line);
        note(copy, entry.map(LogRecord::text).orElse(line));
        if (entry.isPresent() && entry.get().exception().isPresent()) {
          copy.println(line); // with its trace
        }
        entry.ifPresent(listener::logged);
      }
    } catch (IOException e) {
      log.note(name, "output ends: " + e.getMessage());
    }
    boolean byItself;
    synchronized (this) {
      byItself = process == from && wanted;
      wanted = wanted && !byItself;
    }
    if (byItself) {
      listener.ended(this);
    }
  }

  private void readErrors(Process from, PrintWriter copy) {
    try (BufferedReader in = from.errorReader()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        awaitReader();
        note(copy, line);
        listener.printedError(this, line);
      }
    } catch (IOException e) {
      log.note(name, "errors end: " + e.getMessage());
    }
  }

  /** From now on nobody reads what it prints, and there is no room for more of it. */
  void stopReading() throws IOException {
    synchronized (this) {
      log.note(name, "is not read any more");
      read = false;
    }
    FullPipe.fill(pid());
  }

  /** What it has printed is read again. */
  synchronized void readAgain() {
    log.note(name, "is read again");
    read = true;
    notifyAll();
  }

  private synchronized void awaitReader() {
    try {
      while (!read) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("readers are never interrupted", e);
    }
  }

  private void note(PrintWriter copy, String line) {
    copy.println(line);
    log.note(name, "| " + line);
  }

  /** Closes what the process before has used; not earlier, because it says so when it stops. */
  synchronized void closeReadiness() {
    if (readiness != null) {
      readiness.close();
    }
  }

  /** Returns its process, 0 before the first start. */
  synchronized long pid() {
    return process == null ? 0 : process.pid();
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Kills it with SIGKILL, and returns when it is dead. */
  void kill() {
    Process killed;
    synchronized (this) {
      wanted = false;
      log.note(name, "killed");
      killed = process;
      killed.toHandle().destroyForcibly();
    }
    killed.onExit().join();
  }

  /** Asks it to stop, with SIGTERM. */
  synchronized void terminate() {
    wanted = false;
    log.note(name, "SIGTERM");
    // Not the process itself, because that would close its output too.
    process.toHandle().destroy();
  }

  /**
   * Waits for its end after {@link #terminate}.
   *
   * @return the exit status; empty if it did not end in time, and was killed
   */
  OptionalInt awaitEnd(long millis) throws InterruptedException {
    Process ending;
    synchronized (this) {
      ending = process;
    }
    if (!ending.waitFor(millis, TimeUnit.MILLISECONDS)) {
      kill();
      return OptionalInt.empty();
    }
    return OptionalInt.of(ending.exitValue());
  }
}
