package gateway.laboratory.swap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A gateway of the same distribution, in a process of its own with folders and ports of its own.
 */
final class OwnGateway implements AutoCloseable {

  static final String COMPANY = "swap";
  static final String VEHICLE = "car1";
  static final String LOG = "gateway.log";

  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long STOP_SECONDS = 10;

  private final Process process;
  private final GatewayLog log;
  private final int port;
  private final int brokerPort;

  private OwnGateway(Process process, GatewayLog log, int port, int brokerPort) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.brokerPort = brokerPort;
  }

  /**
   * Starts it; its output is in {@link #LOG}.
   *
   * @param work folder for everything that it writes
   * @throws IOException if it does not become ready
   */
  static OwnGateway start(Path home, Path work, Path deploy)
      throws IOException, InterruptedException {
    int port = freePort();
    int brokerPort = freePort();
    Path config = work.resolve("gateway.json");
    Files.writeString(
        config,
        "{\"gateway.external\":{\"company\":\"%s\",\"vehicle\":\"%s\"},".formatted(COMPANY, VEHICLE)
            + "\"gateway.external.endpoint~cloud\":{\"host\":\"127.0.0.1\",\"port\":%d,\"modules\":[\"*\"]}}"
                .formatted(brokerPort));
    Process process =
        new ProcessBuilder(
                "sh",
                home.resolve("bin/gateway").toString(),
                "run",
                "--port",
                Integer.toString(port),
                "--broker",
                "embedded:" + brokerPort,
                "--config",
                config.toString(),
                "--deploy",
                deploy.toString(),
                "--data",
                work.resolve("data").toString())
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "gateway-end"));
    process.getOutputStream().close();
    GatewayLog log = new GatewayLog();
    Thread reader = new Thread(() -> read(process, work.resolve(LOG), log), "log");
    reader.setDaemon(true);
    reader.start();
    OwnGateway gateway = new OwnGateway(process, log, port, brokerPort);
    long since = System.nanoTime();
    if (log.await(line -> line.startsWith("Gateway ready"), since, START_NANOS).isEmpty()) {
      gateway.close();
      throw new IOException("the gateway does not start: " + String.join("\n", log.last(20)));
    }
    return gateway;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void read(Process process, Path file, GatewayLog log) {
    try (BufferedReader in = process.inputReader();
        PrintWriter copy = new PrintWriter(Files.newBufferedWriter(file), true)) {
      for (String line; (line = in.readLine()) != null; ) {
        log.add(System.nanoTime(), line);
        copy.println(line);
      }
    } catch (IOException e) {
      log.add(System.nanoTime(), "the output of the gateway cannot be read: " + e.getMessage());
    } finally {
      log.end();
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  int brokerPort() {
    return brokerPort;
  }

  GatewayLog log() {
    return log;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
