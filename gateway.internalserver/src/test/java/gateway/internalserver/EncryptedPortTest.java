package gateway.internalserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gateway.api.device.Payload;
import gateway.internalserver.DevicePort.IdentityRule;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A port whose pipeline encrypts, by Netty's handler for TLS, beside a plain one. */
@Timeout(60)
class EncryptedPortTest {

  private static final char[] PASSWORD = "secret".toCharArray();
  private static final String ROLE = "role-in-plain-text";
  private static final Set<Integer> TLS_RECORDS = Set.of(20, 21, 22, 23);

  @TempDir private static Path folder;

  private SSLContext tls;
  private Harness harness;

  @BeforeEach
  void start() throws Exception {
    tls = context(keyStore());
    DevicePort encrypted =
        new DevicePort(
            "127.0.0.1", 0, channel -> List.of(new SslHandler(engine())), IdentityRule.ANY);
    harness = new Harness(Harness.settings(Harness.TIMING, Harness.PORT, encrypted));
  }

  @AfterEach
  void stop() throws InterruptedException {
    harness.close();
  }

  private static KeyStore keyStore() throws Exception {
    Path file = folder.resolve("server.p12");
    if (!Files.exists(file)) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of("-genkeypair", "-alias", "server", "-keyalg", "EC"));
      command.addAll(List.of("-dname", "CN=localhost", "-storetype", "PKCS12"));
      command.addAll(List.of("-keystore", file.toString(), "-storepass", new String(PASSWORD)));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      assertEquals(0, process.waitFor());
    }
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static SSLContext context(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private SSLEngine engine() {
    SSLEngine engine = tls.createSSLEngine();
    engine.setUseClientMode(false);
    return engine;
  }

  private InetSocketAddress address(int port) {
    return harness.server.addresses().get(port);
  }

  private TestDevice encrypted(Socket socket, String role) throws IOException {
    socket.connect(address(1));
    Socket secured =
        tls.getSocketFactory().createSocket(socket, "localhost", address(1).getPort(), true);
    return new TestDevice(secured, 7, 0, role, "name", 0);
  }

  /** Keeps what arrives before it is decrypted. */
  private static final class RecordedSocket extends Socket {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          int value = in.read();
          if (value >= 0) {
            received.write(value);
          }
          return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int count = in.read(bytes, offset, length);
          if (count > 0) {
            received.write(bytes, offset, count);
          }
          return count;
        }
      };
    }

    /** Everything is part of a TLS record, but for a last one that was not read to its end. */
    void assertEncrypted() {
      ByteBuffer bytes = ByteBuffer.wrap(received.toByteArray());
      int records = 0;
      while (bytes.remaining() > 4) {
        assertTrue(TLS_RECORDS.contains((int) bytes.get()), "no TLS record at " + bytes.position());
        assertEquals(3, bytes.get(), "major version");
        bytes.get();
        int length = Short.toUnsignedInt(bytes.getShort());
        bytes.position(Math.min(bytes.position() + length, bytes.limit()));
        records++;
      }
      assertTrue(records > 4, records + " records");
      assertFalse(received.toString(StandardCharsets.ISO_8859_1).contains(ROLE));
    }
  }

  @Test
  void noPlainByteReachesTheSocketBehindAnEncryptingPipeline() throws Exception {
    RecordedSocket wire = new RecordedSocket();
    try (TestDevice device = encrypted(wire, ROLE).connected()) {
      assertEquals("one", device.status("one"));
      String pushed = ROLE.repeat(1_000_000); // more than the kernel takes: a part must wait
      harness
          .lanes
          .lane(7)
          .executor()
          .execute(() -> harness.links.get(ROLE).command(Payload.ofText(pushed)));
      assertEquals(pushed, device.readCommand(device.device));
      assertEquals("two", device.status("two"));
      device.send(device.statusFrame("bad"));
      device.awaitClose();
    }
    wire.assertEncrypted();
  }

  @Test
  void aRefusalIsEncryptedToo() throws Exception {
    RecordedSocket wire = new RecordedSocket();
    try (TestDevice plain = harness.device(ROLE).connected();
        TestDevice device = encrypted(wire, ROLE)) {
      assertEquals(1, device.connect(), "the ports share their keys");
      device.awaitClose();
      assertEquals("x", plain.status("x"));
    }
    wire.assertEncrypted();
  }

  @Test
  void aLaneThatIsAbandonedEndsEncryptedConnectionsToo() throws Exception {
    try (TestDevice device = encrypted(new Socket(), "r").connected()) {
      harness.lanes.lane(7).abandon();
      assertThrows(IOException.class, device::read);
    }
    try (TestDevice device = encrypted(new Socket(), "r")) {
      assertEquals(0, device.connect(), "a fresh lane serves");
    }
  }
}
