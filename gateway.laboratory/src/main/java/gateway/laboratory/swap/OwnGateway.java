package gateway.laboratory.swap;

import gateway.laboratory.process.LogRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A gateway of the same distribution, in a process of its own with folders and ports of its own.
 */
final class OwnGateway implements AutoCloseable {

  static final String COMPANY = "swap";
  static final String VEHICLE = "car1";
  static final String LOG = "gateway.log";

  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETRY_MILLIS = 20;
  private static final long STOP_SECONDS = 10;

  private final Process process;
  private final GatewayEvents events;
  private final int port;
  private final int brokerPort;

  private OwnGateway(Process process, GatewayEvents events, int port, int brokerPort) {
    this.process = process;
    this.events = events;
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
            + "\"gateway.logging\":%s,".formatted(LogRecord.SETTINGS)
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
                "--http",
                "127.0.0.1:" + freePort(),
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
    GatewayEvents events = new GatewayEvents();
    Thread reader = new Thread(() -> read(process, work.resolve(LOG), events), "log");
    reader.setDaemon(true);
    reader.start();
    OwnGateway gateway = new OwnGateway(process, events, port, brokerPort);
    gateway.awaitPort();
    return gateway;
  }

  /** The device port opens when the modules of the deploy folder have been started. */
  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_NANOS;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(address());
        return;
      } catch (ConnectException e) {
        if (!process.isAlive() || System.nanoTime() - end > 0) {
          close();
          throw new IOException("the gateway does not start", e);
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void read(Process process, Path file, GatewayEvents events) {
    try (BufferedReader in = process.inputReader();
        PrintWriter copy = new PrintWriter(Files.newBufferedWriter(file), true)) {
      for (String line; (line = in.readLine()) != null; ) {
        Optional<LogRecord> entry = LogRecord.parse(System.nanoTime(), line);
        entry.ifPresent(events::add);
        copy.println(entry.map(LogRecord::text).orElse(line));
      }
    } catch (IOException e) {
      System.err.println("the output of the gateway cannot be read: " + e.getMessage());
    } finally {
      events.end();
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  int brokerPort() {
    return brokerPort;
  }

  GatewayEvents events() {
    return events;
  }

  @Override
  public void close() {
    // not the process itself, because that would close its output too
    process.toHandle().destroy();
    process.onExit().completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
