package gateway.tests;

import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Mosquitto with its default settings. A test that needs it is reported as skipped where it is not
 * installed; the gate installs it and allows no skipped test.
 */
final class Mosquitto implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final int port;
  private final Process process;

  private Mosquitto(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /** Starts it; it listens soon. */
  static Mosquitto start(int port) throws IOException {
    assumeTrue("Mosquitto is installed", Files.isExecutable(PROGRAM));
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Mosquitto(port, process);
  }

  int port() {
    return port;
  }

  /** Kills it; it has no chance to say goodbye. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
