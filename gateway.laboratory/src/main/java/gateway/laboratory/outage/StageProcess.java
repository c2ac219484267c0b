package gateway.laboratory.outage;

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
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A process of the gateway under test: all its stages, or one of them. */
final class StageProcess {

  /** What it tells; on a thread of its own. */
  interface Listener {
    void line(StageProcess from, String line);

    /** It has ended, for whatever reason. */
    void ended(StageProcess which);
  }

  private static final long START_SECONDS = 60;
  private static final Pattern READY = Pattern.compile("[A-Z][a-z]+( [a-z]+)? ready: .*");

  private final String name;
  private final List<String> arguments;
  private final Path output;
  private final Listener listener;
  private final LabLog log;
  private Process process;
  private boolean wanted;

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
   * @return completes with true when it is ready, with false when it has ended before
   */
  synchronized CompletableFuture<Boolean> begin(
      List<String> prefix, Path script, List<String> more, Map<String, String> variables)
      throws IOException {
    log.note(name, "starts");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", script.toString()));
    command.addAll(arguments);
    command.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(key -> key.startsWith("GATEWAY_") && !key.equals("GATEWAY_JAVA_OPTS"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.putAll(variables);
    process = builder.start();
    process.getOutputStream().close();
    wanted = true;
    Process started = process;
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    Threads.start(name + "-output", () -> read(started, ready));
    return ready;
  }

  /** Waits until it is ready. */
  void await(CompletableFuture<Boolean> ready) throws IOException, InterruptedException {
    try {
      if (!ready.get(START_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the " + name + " ended instead of getting ready: see " + output);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the " + name + " does not get ready: see " + output, e);
    }
  }

  private void read(Process from, CompletableFuture<Boolean> ready) {
    try (BufferedReader in = from.inputReader();
        PrintWriter out =
            new PrintWriter(
                Files.newBufferedWriter(
                    output,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND),
                true)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(line);
        log.note(name, "| " + line);
        listener.line(this, line);
        if (READY.matcher(line).matches()) {
          ready.complete(true);
        }
      }
    } catch (IOException e) {
      log.note(name, "output ends: " + e.getMessage());
    }
    ready.complete(false);
    boolean byItself;
    synchronized (this) {
      byItself = process == from && wanted;
      wanted = wanted && !byItself;
    }
    if (byItself) {
      listener.ended(this);
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
