package gateway.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.test.Authority;
import gateway.api.test.Authority.Form;
import gateway.api.test.Mosquitto;
import gateway.mqtt.BrokerSettings.Broker;
import gateway.mqtt.BrokerSettings.Timing;
import gateway.protocol.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Mutual TLS with a real Mosquitto (PROTOCOL section 4.2): right, or not at all. */
@Timeout(60)
class BrokerTlsTest {

  private static final String HOST = "localhost";
  private static final Timing TIMING = new Timing(Duration.ofSeconds(15), Duration.ofSeconds(20));

  @TempDir static Path folder;
  private static Authority authority;

  @BeforeAll
  static void makeCertificates() throws Exception {
    authority = Authority.make(folder.resolve("ca"));
    authority.issue("broker", Form.PKCS8_RSA, HOST, 2);
    authority.issue("client", Form.PKCS8_RSA, "v1", 2);
  }

  private static Mosquitto broker(String certificate) throws Exception {
    return broker(certificate, authority.path("ca.pem"));
  }

  private static Mosquitto broker(String certificate, String clients, String... more)
      throws Exception {
    int port = Mosquitto.freePort();
    Path file = Files.createTempFile(folder, "mosquitto", ".conf");
    Files.writeString(
        file,
        String.join(
                "\n",
                "listener " + port + " 127.0.0.1",
                "user root",
                "allow_anonymous true",
                "cafile " + clients,
                "certfile " + authority.path(certificate + ".pem"),
                "keyfile " + authority.path(certificate + ".key"),
                "require_certificate true",
                String.join("\n", more))
            + '\n');
    return Mosquitto.start(port, file);
  }

  /** How to connect again and again. */
  private record Links(Broker broker, BrokerSocket.Resolver resolver) {}

  private static Links links(String host, int port, TlsFiles files) {
    return links(host, port, files, BrokerSocket.SYSTEM);
  }

  private static Links links(
      String host, int port, TlsFiles files, BrokerSocket.Resolver resolver) {
    return new Links(
        new Broker(host, port, Optional.empty(), Optional.of(files::context)), resolver);
  }

  /** Opens a link, waits for what becomes of it, and closes it. */
  private static String outcome(Links links) throws Exception {
    Events events = new Events();
    BrokerSettings settings =
        new BrokerSettings(links.broker(), "co/v1", TIMING).withSubscriptions(List.of("t"));
    BrokerConnection connection = PahoConnection.open(settings, links.resolver(), events);
    String event = events.next();
    events.end(connection, "co/v1");
    return event;
  }

  private static String outcome(String host, Mosquitto broker, TlsFiles files) throws Exception {
    return outcome(links(host, broker.port(), files));
  }

  private static void assertLost(String why, String event) {
    assertTrue(event.startsWith("lost ") && event.contains(why), event);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOfEachFormIsRead(Form form) throws Exception {
    authority.issue(form.name(), form, "v1", 2);
    String key = Files.readString(Path.of(authority.path(form.name() + ".key")));
    assertTrue(key.contains("-----BEGIN " + form.type() + "-----"), form.type());
    try (Mosquitto broker = broker("broker")) {
      assertEquals("ready", outcome(HOST, broker, files(form.name())));
    }
  }

  @Test
  void aBrokerOfTls12IsServed() throws Exception {
    try (Mosquitto broker = broker("broker", authority.path("ca.pem"), "tls_version tlsv1.2")) {
      assertEquals("ready", outcome(HOST, broker, files("client")));
    }
  }

  @Test
  void theCertificateMustBeForTheHost() throws Exception {
    authority.issue("other", Form.PKCS8_EC, "other.example", 2);
    try (Mosquitto broker = broker("broker");
        Mosquitto other = broker("other")) {
      assertLost("subject alternative names", outcome("127.0.0.1", broker, files()));
      assertLost("localhost", outcome(HOST, other, files()));
    }
  }

  /** The address may be found elsewhere: what counts is the name that was asked for. */
  @Test
  void theNameIsCheckedThatIsConfiguredNotTheOneThatPahoKnows() throws Exception {
    authority.issue("cloud", Form.PKCS8_EC, "broker.example", 2);
    try (Mosquitto broker = broker("cloud")) {
      BrokerSocket.Resolver names = host -> InetAddress.getLoopbackAddress();
      assertEquals("ready", outcome(links("broker.example", broker.port(), files(), names)));
      assertLost("other.example", outcome(links("other.example", broker.port(), files(), names)));
    }
  }

  /** Of a Compose file, and of a name beyond ASCII: certificates have it in ASCII. */
  @ParameterizedTest
  @CsvSource({"mqtt_broker, mqtt_broker", "müller.example, xn--mller-kva.example"})
  void namesThatUrisDoNotTakeAreCheckedToo(String host, String name) throws Exception {
    authority.issue(name, Form.PKCS8_EC, name, 2);
    try (Mosquitto broker = broker(name);
        Mosquitto other = broker("broker")) {
      BrokerSocket.Resolver names = any -> InetAddress.getLoopbackAddress();
      assertEquals("ready", outcome(links(host, broker.port(), files(), names)));
      assertLost(name, outcome(links(host, other.port(), files(), names)));
    }
  }

  @Test
  void certificateAndKeyMayBeInOneFile() throws Exception {
    String certificate = Files.readString(Path.of(authority.path("client.pem")));
    String key = Files.readString(Path.of(authority.path("client.key")));
    try (Mosquitto broker = broker("broker")) {
      for (String content :
          List.of(certificate + key, '\uFEFF' + key + "my own\r\n" + certificate)) {
        String both =
            Files.writeString(Files.createTempFile(folder, "both", ".pem"), content).toString();
        for (String keyFile : List.of(both, "")) {
          TlsFiles files = new TlsFiles(authority.path("ca.pem"), both, keyFile);
          assertEquals("ready", outcome(HOST, broker, files));
        }
      }
    }
  }

  private static TlsFiles files() {
    return files("client");
  }

  private static TlsFiles files(String name) {
    return new TlsFiles(
        authority.path("ca.pem"), authority.path(name + ".pem"), authority.path(name + ".key"));
  }

  @Test
  void aBrokerOfAnotherAuthorityIsNotTrusted() throws Exception {
    Authority stranger = Authority.make(folder.resolve("stranger"));
    try (Mosquitto broker = broker("broker")) {
      TlsFiles files =
          new TlsFiles(
              stranger.path("ca.pem"), authority.path("client.pem"), authority.path("client.key"));
      assertLost("trust anchors", outcome(HOST, broker, files));
    }
  }

  @Test
  void aBrokerWhoseCertificateHasExpiredIsNotTrusted() throws Exception {
    authority.issue("expired", Form.PKCS8_RSA, HOST, -1);
    try (Mosquitto broker = broker("expired")) {
      assertLost("validity check failed", outcome(HOST, broker, files()));
    }
  }

  @Test
  void theBrokerRefusesAnExpiredAStrangeAndNoCertificate() throws Exception {
    authority.issue("past", Form.PKCS8_RSA, "v1", -1);
    Authority stranger = Authority.make(folder.resolve("strange"));
    stranger.issue("client", Form.PKCS8_RSA, "v1", 2);
    String ca = authority.path("ca.pem");
    try (Mosquitto broker = broker("broker")) {
      assertLost("certificate_expired", outcome(HOST, broker, files("past")));
      TlsFiles strange = new TlsFiles(ca, stranger.path("client.pem"), stranger.path("client.key"));
      assertLost("unknown_ca", outcome(HOST, broker, strange));
      assertLost("certificate_required", outcome(HOST, broker, new TlsFiles(ca, "", "")));
    }
  }

  /** Never without TLS, whatever is wrong with the files. */
  @Test
  void withoutAUsableFileNothingIsOpened() throws Exception {
    String ca = authority.path("ca.pem");
    String certificate = authority.path("client.pem");
    String key = authority.path("client.key");
    String missing = authority.path("missing.pem");
    String directory = folder.toString();
    String damaged = authority.path("damaged.key");
    Files.writeString(Path.of(damaged), Files.readString(Path.of(key)).replaceAll("[B-M]", "N"));
    String encrypted = authority.path("encrypted.key");
    authority.run(
        "pkcs8", "-topk8", "-in", "client.key", "-out", "encrypted.key", "-passout", "pass:x");
    try (Mosquitto plain = Mosquitto.start()) {
      for (TlsFiles files :
          new TlsFiles[] {
            new TlsFiles(missing, certificate, key),
            new TlsFiles(ca, missing, key),
            new TlsFiles(ca, certificate, missing),
            new TlsFiles(ca, certificate, directory),
            new TlsFiles(ca, certificate, damaged),
            new TlsFiles(ca, certificate, encrypted),
            new TlsFiles(ca, certificate, certificate),
            new TlsFiles(ca, certificate, authority.path("broker.key")),
            new TlsFiles(key, certificate, key),
            new TlsFiles(ca, certificate, ""),
            new TlsFiles("", certificate, key)
          }) {
        String event = outcome(HOST, plain, files);
        assertTrue(event.matches("lost (ca-file|client-cert|client-key) .*"), event);
      }
    }
  }

  @Test
  void whatIsWrongIsSaidWithoutTheKey() throws Exception {
    Path key = folder.resolve("short.key");
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n");
    TlsFiles files = new TlsFiles(authority.path("ca.pem"), authority.path("client.pem"), "" + key);
    try (Mosquitto broker = broker("broker")) {
      String event = outcome(HOST, broker, files);
      assertEquals("lost client-key is damaged, or neither RSA nor EC: " + key, event);
    }
  }

  @Test
  void renewedFilesAreReadWithTheNextConnection() throws Exception {
    authority.issue("renewed", Form.PKCS8_RSA, "v1", -1);
    try (Mosquitto broker = broker("broker")) {
      Links links = links(HOST, broker.port(), files("renewed"));
      assertLost("certificate_expired", outcome(links));
      authority.issue("renewed", Form.SEC1_EC, "v1", 2);
      assertEquals("ready", outcome(links));
    }
  }

  /** What is sent to a broker that wants TLS and gets none must not be answered. */
  @Test
  void aBrokerWithoutTlsIsNoBroker() throws Exception {
    try (Mosquitto plain = Mosquitto.start()) {
      assertLost("", outcome(HOST, plain, files()));
    }
  }

  /** In TLS 1.3 a broker that refuses the client says so when the handshake is over. */
  @Test
  void aBrokerThatEndsTheLinkAfterTheHandshakeCostsNoThread() throws Exception {
    try (Mosquitto broker = broker("broker")) {
      for (int i = 0; i < 5; i++) {
        assertLost("", outcome(HOST, broker, new TlsFiles(authority.path("ca.pem"), "", "")));
      }
    }
  }

  @Test
  void aPortThatHangsUpInsteadOfAHandshakeCostsNoThread() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread hangUp = new Thread(() -> closeOne(proxy));
      hangUp.start();
      assertLost("", outcome(links(HOST, proxy.getLocalPort(), files())));
      hangUp.join();
    }
  }

  private static void closeOne(ServerSocket proxy) {
    try (Socket accepted = proxy.accept()) {
      accepted.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
