package gateway.external;

import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** A Mosquitto of its own on a free port of the loopback interface. */
final class Mosquitto implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final Process process;
  final int port;

  /** Starts one with its default configuration. */
  static Mosquitto start() throws IOException, InterruptedException {
    int port = freePort();
    return new Mosquitto(port, List.of("-p", Integer.toString(port)));
  }

  /** Starts one with a configuration file, which must name the port. */
  static Mosquitto start(int port, Path configuration) throws IOException, InterruptedException {
    return new Mosquitto(port, List.of("-c", configuration.toString()));
  }

  private Mosquitto(int port, List<String> arguments) throws IOException, InterruptedException {
    assertTrue(
        Files.isExecutable(PROGRAM),
        PROGRAM + " is missing: install the package mosquitto to run this test");
    this.port = port;
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!accepts()) {
      assertTrue(process.isAlive(), "mosquitto ended by itself: " + command);
      assertTrue(!process.waitFor(20, TimeUnit.MILLISECONDS), "mosquitto ended: " + command);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
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
