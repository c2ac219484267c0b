package gateway.laboratory.outage;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A real Mosquitto, always on the same port; with its default settings unless a fault wants others.
 */
final class Broker implements AutoCloseable {

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/mosquitto"),
          Path.of("/usr/bin/mosquitto"),
          Path.of("/usr/local/sbin/mosquitto"));
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 10_000;
  private static final int ATTEMPTS = 100;
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path program;
  private final File output;
  private final Path configuration;
  private final int port = freePort();
  private Process process;

  Broker(Path program, Path output) throws IOException {
    this.program = program;
    this.output = output.toFile();
    configuration = output.resolveSibling(output.getFileName() + ".conf");
  }

  /** Finds the program. */
  static Optional<Path> find() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  /**
   * Returns a port that is free now and lies outside of the range from which the system chooses
   * ports: the process that listens there is away for a while, and must find its port free.
   */
  static int freePort() throws IOException {
    for (int attempt = 1; ; attempt++) {
      int candidate = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  int port() {
    return port;
  }

  /** Starts it and waits until it listens. */
  void start() throws IOException, InterruptedException {
    start(List.of("-p", Integer.toString(port)));
  }

  /** Starts it with other settings: lines of {@code mosquitto.conf}. */
  void startWith(List<String> settings) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add("listener " + port + " 127.0.0.1");
    lines.add("allow_anonymous true");
    lines.add("user " + System.getProperty("user.name")); // root would give up the right to read
    lines.addAll(settings);
    Files.write(configuration, lines);
    start(List.of("-c", configuration.toString()));
  }

  private synchronized void start(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
            .start();
    long begin = System.nanoTime();
    while (!accepts()) {
      if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() - begin > START_NANOS) {
        throw new IOException("Mosquitto does not start: see " + output);
      }
    }
  }

  /** Kills it with SIGKILL. */
  synchronized void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      kill();
    }
  }
}
