package gateway.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sd_notify(3) and sd_watchdog_enabled(3). */
class ServiceManagerTest {

  private static final long PID = 4711;

  @TempDir private Path folder;

  private final List<String> sent = new ArrayList<>();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ServiceManager manager(Map<String, String> environment) {
    return new ServiceManager(Optional.of(sent::add), environment, PID, new PrintStream(err));
  }

  @Test
  void itHearsOfTheBeginningOfLifeAndOfTheEnd() {
    ServiceManager manager = manager(Map.of());
    manager.ready("Gateway ready: x");
    manager.alive();
    manager.stopping();
    assertEquals(List.of("READY=1\nSTATUS=Gateway ready: x", "WATCHDOG=1", "STOPPING=1"), sent);
  }

  @Test
  void threeRoundsFitIntoAPeriodOfTheWatchdog() {
    assertEquals(
        Optional.of(Duration.ofSeconds(10)),
        manager(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "4711")).round());
    assertEquals(
        Optional.of(Duration.ofSeconds(10)), manager(Map.of("WATCHDOG_USEC", "30000000")).round());
  }

  @Test
  void theWatchdogOfAnotherProcessIsNone() {
    assertEquals(
        Optional.empty(),
        manager(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1")).round());
    assertEquals(Optional.empty(), manager(Map.of("WATCHDOG_USEC", "0")).round());
    assertEquals(Optional.empty(), manager(Map.of("WATCHDOG_USEC", "soon")).round());
    assertEquals(Optional.empty(), manager(Map.of()).round());
  }

  @Test
  void withoutTheVariableNothingHappens() throws Exception {
    ServiceManager manager =
        ServiceManager.of(Map.of("WATCHDOG_USEC", "1"), folder, new PrintStream(err));
    manager.ready("x");
    assertEquals(Optional.empty(), manager.round());
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aSocketThatNobodyReadsIsOneLineAndNotTheEnd() {
    ServiceManager manager =
        new ServiceManager(
            Optional.of(
                message -> {
                  throw new IOException("gone");
                }),
            Map.of(),
            PID,
            new PrintStream(err));
    manager.ready("x");
    manager.alive();
    assertEquals(
        "NOTIFY_SOCKET cannot be written to: gone" + System.lineSeparator(),
        err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "@", "vsock:2:1"})
  void aNameThatIsNoneIsAFault(String name) {
    assertThrows(StartException.class, () -> new NotifySocket(name, folder));
  }

  @Test
  void anAbsentSocketIsSaid() throws Exception {
    NotifySocket socket = new NotifySocket(folder.resolve("absent").toString(), folder);
    IOException failure = assertThrows(IOException.class, () -> socket.send("READY=1"));
    assertTrue(failure.getMessage().contains("No such file"), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "@gateway-test-"})
  @Timeout(60)
  void aRealSocketHearsIt(String kind) throws Exception {
    String name =
        kind.equals("path")
            ? folder.resolve("notify").toString()
            : kind + ProcessHandle.current().pid();
    try (Listener listener = new Listener(name)) {
      NotifySocket socket = new NotifySocket(name, folder);
      socket.send("READY=1\nSTATUS=Grüße");
      socket.send("WATCHDOG=1");
      assertEquals("READY=1|STATUS=Grüße", listener.next());
      assertEquals("WATCHDOG=1", listener.next());
    }
  }

  /** Java cannot read datagrams of a Unix socket, perl, which each Debian has, can. */
  private static final class Listener implements AutoCloseable {

    private static final String SCRIPT =
        """
        use Socket; $| = 1;
        my $name = shift; $name =~ s/^@/\\0/;
        socket(S, AF_UNIX, SOCK_DGRAM, 0) or die $!;
        bind(S, pack_sockaddr_un($name)) or die $!;
        print "bound\\n";
        while (defined recv(S, my $text, 4096, 0)) { $text =~ s/\\n/|/g; print "$text\\n"; }
        """;

    private final Process process;
    private final BufferedReader lines;

    Listener(String name) throws IOException {
      process =
          new ProcessBuilder("perl", "-e", SCRIPT, name)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertEquals("bound", next());
    }

    String next() throws IOException {
      return lines.readLine();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
