package gateway.simulator.outage;

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
import java.util.function.Consumer;

/**
 * The gateway under test: the distribution that this program came with, in a process of its own.
 */
final class GatewayProcess implements AutoCloseable {

  private static final long START_SECONDS = 60;
  private static final String READY = "Gateway ready";

  private final Path home;
  private final Path configuration;
  private final Path output;
  private final int port;
  private final Consumer<String> lines;
  private final Findings findings;
  private final LabLog log;
  private Process process;
  private CompletableFuture<Boolean> ready;
  private DataPlace place;
  private volatile int generation;
  private volatile boolean serving;

  /**
   * Makes a gateway that is not started.
   *
   * @param home the unpacked distribution
   * @param lines takes what it prints, a line at a time
   */
  GatewayProcess(
      Path home,
      Path configuration,
      DataPlace place,
      Path output,
      Consumer<String> lines,
      Findings findings,
      LabLog log)
      throws IOException {
    this.home = home;
    this.configuration = configuration;
    this.place = place;
    this.output = output;
    this.lines = lines;
    this.findings = findings;
    this.log = log;
    port = Broker.freePort();
  }

  /** Returns the port that devices connect to. */
  int port() {
    return port;
  }

  /** Uses another data folder from the next start on. */
  synchronized void moveTo(DataPlace other) {
    place = other;
  }

  /** Returns the data folder as this process sees it. */
  synchronized Path data() {
    return place.seen();
  }

  /** Starts it and waits until it is ready. */
  void start() throws IOException, InterruptedException {
    CompletableFuture<Boolean> up = begin();
    try {
      if (!up.get(START_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the gateway ended instead of getting ready: see " + output);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the gateway does not get ready: see " + output, e);
    }
  }

  private synchronized CompletableFuture<Boolean> begin() throws IOException {
    log.note("gateway", "starts");
    List<String> command = new ArrayList<>(place.prefix());
    command.addAll(List.of("sh", home.resolve("bin/gateway").toString()));
    command.addAll(
        List.of("run", "--port", Integer.toString(port), "--broker", "none", "--no-http"));
    command.addAll(List.of("--config", configuration.toString()));
    command.addAll(List.of("--data", place.folder().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(key -> key.startsWith("GATEWAY_") && !key.equals("GATEWAY_JAVA_OPTS"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    process = builder.start();
    process.getOutputStream().close();
    Process started = process;
    CompletableFuture<Boolean> up = new CompletableFuture<>();
    ready = up;
    Threads.start("gateway-output", () -> read(started, up));
    return up;
  }

  private void read(Process from, CompletableFuture<Boolean> up) {
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
        log.note("gateway", "| " + line);
        lines.accept(line);
        if (line.startsWith(READY)) {
          isReady(from);
          up.complete(true);
        }
      }
    } catch (IOException e) {
      log.note("gateway", "output ends: " + e.getMessage());
    }
    up.complete(false);
    hasEnded(from);
  }

  private synchronized void hasEnded(Process which) {
    if (process == which && serving) {
      serving = false;
      findings.violation("the gateway has ended by itself");
    }
  }

  private synchronized void isReady(Process which) {
    if (process == which) {
      generation++;
      serving = true;
    }
  }

  /** Returns which run this is, counted from 1; a connection belongs to one run. */
  int generation() {
    return generation;
  }

  /** Tells whether this run is meant to serve its devices now. */
  boolean isServing(int run) {
    return serving && generation == run;
  }

  /** Returns its process, 0 before the first start. */
  synchronized long pid() {
    return process == null ? 0 : process.pid();
  }

  /** Kills it with SIGKILL, and returns when it is dead. */
  void kill() {
    Process killed;
    synchronized (this) {
      serving = false;
      log.note("gateway", "killed");
      killed = process;
      killed.toHandle().destroyForcibly();
    }
    killed.onExit().join();
  }

  /** Asks it to stop, with SIGTERM. */
  synchronized void terminate() {
    serving = false;
    log.note("gateway", "SIGTERM");
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

  @Override
  public void close() {
    synchronized (this) {
      if (process == null || !process.isAlive()) {
        return;
      }
    }
    kill();
  }
}
