package gateway.distribution;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notifies systemd, or another supervisor that sets {@code NOTIFY_SOCKET}: ready, alive, stopping.
 * Does nothing without that variable.
 */
final class ServiceManager {

  /** Sends one message. Any thread; does not wait. */
  interface Socket {
    void send(String message) throws IOException;
  }

  private static final int ROUNDS_PER_PERIOD = 3;

  private final Optional<Socket> socket;
  private final Optional<Duration> watchdog;
  private final PrintStream err;
  private final AtomicBoolean failed = new AtomicBoolean();

  ServiceManager(
      Optional<Socket> socket, Map<String, String> environment, long pid, PrintStream err) {
    this.socket = socket;
    this.watchdog = socket.flatMap(present -> watchdog(environment, pid));
    this.err = err;
  }

  /** Makes the service manager that the environment names. */
  static ServiceManager of(Map<String, String> environment, Path data, PrintStream err)
      throws StartException {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    Optional<Socket> socket =
        name.isEmpty() ? Optional.empty() : Optional.of(new NotifySocket(name, data));
    return new ServiceManager(socket, environment, ProcessHandle.current().pid(), err);
  }

  private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "");
    if (!micros.matches("[1-9][0-9]{0,17}")
        || !(whose.isEmpty() || whose.equals(Long.toString(pid)))) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000 / ROUNDS_PER_PERIOD));
  }

  /** Returns the interval of the checks whether the gateway is alive; empty without a watchdog. */
  Optional<Duration> round() {
    return watchdog;
  }

  /** The device port is open. */
  void ready(String line) {
    send("READY=1\nSTATUS=" + line);
  }

  /** Shows a line where the service manager shows its state. */
  void status(String line) {
    send("STATUS=" + line);
  }

  /** Every loop is alive. */
  void alive() {
    send("WATCHDOG=1");
  }

  /** The gateway is stopping. */
  void stopping() {
    send("STOPPING=1");
  }

  private void send(String message) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      socket.get().send(message);
    } catch (IOException e) {
      if (failed.compareAndSet(false, true)) {
        err.println("NOTIFY_SOCKET cannot be written to: " + e.getMessage());
      }
    }
  }
}
