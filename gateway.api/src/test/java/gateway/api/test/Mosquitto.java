package gateway.api.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real broker on a free port of the loopback interface. Where Mosquitto is not installed, the
 * test that starts one is reported as skipped; the gate installs it and allows no skipped test.
 */
public final class Mosquitto implements AutoCloseable {

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/mosquitto"),
          Path.of("/usr/bin/mosquitto"),
          Path.of("/usr/local/sbin/mosquitto"));

  private final Process process;
  private final int port;

  /** Starts one with its default configuration. */
  public static Mosquitto start() throws IOException, InterruptedException {
    int port = freePort();
    return new Mosquitto(port, List.of("-p", Integer.toString(port)));
  }

  /** Starts one with a configuration file, which must name the port. */
  public static Mosquitto start(int port, Path configuration)
      throws IOException, InterruptedException {
    return new Mosquitto(port, List.of("-c", configuration.toString()));
  }

  /** Writes a file of passwords with one user. */
  public static void writePasswords(Path file, String user, String password)
      throws IOException, InterruptedException {
    program();
    Process process =
        new ProcessBuilder("mosquitto_passwd", "-c", "-b", file.toString(), user, password)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new AssertionError("mosquitto_passwd ended with status " + process.exitValue());
    }
  }

  private Mosquitto(int port, List<String> arguments) throws IOException, InterruptedException {
    this.port = port;
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!accepts()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("mosquitto ended by itself: " + command);
      }
    }
  }

  private static Path program() {
    return PLACES.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(
            () -> Assumptions.abort("Mosquitto is not installed (Debian: apt install mosquitto)"));
  }

  /** Returns a port that is free now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns the port it listens on. */
  public int port() {
    return port;
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
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
