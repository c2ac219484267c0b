package gateway.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.test.Authority;
import gateway.api.test.Authority.Form;
import gateway.api.test.Mosquitto;
import gateway.mqtt.BrokerConnection;
import gateway.mqtt.BrokerSettings;
import gateway.mqtt.BrokerSettings.Broker;
import gateway.mqtt.BrokerSettings.Login;
import gateway.protocol.stage.Presence;
import gateway.protocol.tls.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stages whose broker wants TLS, a certificate, user and password: right, or not at all. */
@Timeout(60)
class StagesTlsTest {

  private static final String HOST = "localhost";
  private static final String USER = "gateway";
  private static final String PASSWORD = "right";

  /** A busy machine may take seconds for a handshake, and that is another refusal. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Attempts after which it is known what is said of those that fail alike. */
  private static final int ATTEMPTS = 3;

  @TempDir static Path folder;
  private static Authority authority;
  private static Path passwords;
  private static Mosquitto broker;

  @BeforeAll
  static void start() throws Exception {
    passwords = folder.resolve("passwords");
    Mosquitto.writePasswords(passwords, USER, PASSWORD);
    authority = Authority.make(folder.resolve("ca"));
    authority.issue("stage", Form.PKCS8_EC, "stage", 2);
    broker = broker("broker", HOST, 2);
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private static Mosquitto broker(String certificate, String host, int days) throws Exception {
    authority.issue(certificate, Form.PKCS8_EC, host, days);
    int port = Mosquitto.freePort();
    List<String> lines =
        List.of(
            "listener " + port + " 127.0.0.1",
            "user root",
            "allow_anonymous false",
            "password_file " + passwords,
            "cafile " + authority.path("ca.pem"),
            "certfile " + authority.path(certificate + ".pem"),
            "keyfile " + authority.path(certificate + ".key"),
            "require_certificate true");
    return Mosquitto.start(port, Files.write(folder.resolve(certificate + ".conf"), lines));
  }

  private static TlsFiles files() {
    return new TlsFiles(
        authority.path("ca.pem"), authority.path("stage.pem"), authority.path("stage.key"));
  }

  private static Broker settings(Mosquitto at) {
    return settings(at, USER, PASSWORD, Optional.of(files()));
  }

  private static Broker settings(
      Mosquitto at, String user, String password, Optional<TlsFiles> tls) {
    return new Broker(HOST, at.port(), Login.of(user, password), tls.map(files -> files::context));
  }

  private static BrokerSettings patient(BrokerSettings settings) {
    return new BrokerSettings(
        settings.broker(),
        settings.clientId(),
        new BrokerSettings.Timing(PATIENCE, PATIENCE),
        settings.will(),
        settings.subscriptions(),
        settings.maxMessageBytes());
  }

  /** Time passes faster, so that the next attempt comes soon. */
  private static final class FastTimer extends ScheduledThreadPoolExecutor {

    FastTimer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return super.schedule(task, unit.toMicros(delay) / 20, TimeUnit.MICROSECONDS);
    }
  }

  /** A stage tries again and again, in vain; returns what is logged. */
  private static String tryInVain(Broker broker) throws Exception {
    FastTimer timer = new FastTimer();
    Semaphore attempts = new Semaphore(0);
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      Topics topics = new Topics("test", StageName.INTERNAL_SERVER);
      BrokerSettings settings = patient(topics.connection(broker, PATIENCE));
      Function<BrokerConnection.Listener, BrokerConnection> counted =
          listener -> {
            attempts.release();
            return BrokerConnection.open(settings, listener);
          };
      Hub hub = new Hub(topics, counted, timer, System::nanoTime, () -> 0, 1);
      hub.announce(Presence.getDefaultInstance());
      hub.start();
      assertTrue(attempts.tryAcquire(ATTEMPTS, 30, TimeUnit.SECONDS), "it tries again");
      assertFalse(hub.shown().connected());
      hub.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } finally {
      System.setErr(before);
      timer.shutdownNow();
    }
    String said = log.toString(StandardCharsets.UTF_8).strip();
    String expected = "internal-server: no connection to the broker of the stages: ";
    assertTrue(said.lines().allMatch(line -> line.contains(expected)), said);
    assertFalse(said.contains(PASSWORD), said);
    return said;
  }

  private static void assertRefused(String why, Broker broker) throws Exception {
    String said = tryInVain(broker);
    assertTrue(said.contains(why), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void withTheRightCertificatesAStatusGetsItsCommandAndReachesTheCloud() throws Exception {
    try (Mosquitto own = broker("own", HOST, 2);
        MosquittoStages stages = new MosquittoStages(own, settings(own))) {
      FakeDevice[] device = new FakeDevice[1];
      stages.onLane(() -> device[0] = new FakeDevice("a", stages.handler()));
      stages.onLane(() -> device[0].status("s0"));
      stages.await(() -> device[0].got.size() == 1 && stages.cloud().taken.size() == 1);
      assertEquals(List.of("first:s0"), device[0].next());
      assertEquals(List.of("a s0"), stages.cloud().next());
    }
  }

  @Test
  void aBrokerThatCannotBeTrustedGetsNothing() throws Exception {
    Authority stranger = Authority.make(folder.resolve("stranger"));
    TlsFiles strange =
        new TlsFiles(
            stranger.path("ca.pem"), authority.path("stage.pem"), authority.path("stage.key"));
    assertRefused("trust anchors", settings(broker, USER, PASSWORD, Optional.of(strange)));
    try (Mosquitto expired = broker("expired", HOST, -1);
        Mosquitto other = broker("other", "other.example", 2)) {
      assertRefused("validity check failed", settings(expired));
      assertRefused("matching " + HOST, settings(other));
    }
  }

  @Test
  void aStageThatTheBrokerDoesNotKnowIsTurnedAway() throws Exception {
    String ca = authority.path("ca.pem");
    Optional<TlsFiles> tls = Optional.of(files());
    assertRefused("not authorized", settings(broker, USER, "wrong", tls));
    assertRefused("not authorized", settings(broker, "", "", tls));
    assertRefused(
        "certificate_required",
        settings(broker, USER, PASSWORD, Optional.of(new TlsFiles(ca, "", ""))));
  }

  @Test
  void thereIsNoWayAroundTls() throws Exception {
    try (Mosquitto plain = Mosquitto.start()) {
      tryInVain(settings(plain));
      TlsFiles missing = new TlsFiles(authority.path("gone.pem"), "", "");
      assertRefused("ca-file cannot be read: ", settings(plain, "", "", Optional.of(missing)));
    }
    tryInVain(settings(broker, USER, PASSWORD, Optional.empty()));
  }
}
