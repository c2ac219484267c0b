package gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebListenerTest {

  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
        <OCD id="web" name="web">
          <AD id="address" type="String" default="127.0.0.1"/>
          <AD id="port" type="Integer" default="8080" min="1" max="65535"/>
          <AD id="password" type="Password" default="" required="false"/>
          <AD id="keystore" type="String" default="" required="false"/>
          <AD id="keystore-password" type="Password" default="" required="false"/>
        </OCD>
        <Designate pid="gateway.web"><Object ocdref="web"/></Designate>
      </metatype:MetaData>
      """;

  private static final String HASH =
      "pbkdf2-sha256:600000:AAAAAAAAAAAAAAAAAAAAAA==:" + "A".repeat(43) + "=";

  @TempDir private Path folder;

  private final Map<String, String> options = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  private ConfigurationReader.Result read(String web) throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), "{\"gateway.web\": {" + web + "}}");
    options.put("gateway.config", file.toString());
    Schema schema = new Schema();
    schema.add(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
    return new ConfigurationReader(Arguments.of(options::get), environment, schema).read();
  }

  private List<String> faults(String web) throws IOException {
    return read(web).draft().faults().stream().map(Fault::toString).toList();
  }

  private Object server(String web, String key) throws IOException {
    ConfigurationReader.Result result = read(web);
    assertEquals(List.of(), result.draft().faults());
    return result.properties().get("org.apache.felix.http").get(key);
  }

  @Test
  void listensOnLoopbackByDefault() throws Exception {
    assertEquals("127.0.0.1", server("", "org.apache.felix.http.host"));
    assertEquals(8080, server("", "org.osgi.service.http.port"));
    assertEquals(false, server("", "org.apache.felix.https.enable"));
  }

  @Test
  void theOptionGoesFirst() throws Exception {
    options.put("gateway.http", "[::1]:9090");
    assertEquals("::1", server("\"port\": 1", "org.apache.felix.http.host"));
    assertEquals(9090, server("\"port\": 1", "org.osgi.service.http.port"));
  }

  @Test
  void beyondLoopbackThereIsNoDefaultPassword() throws Exception {
    String rule = " is not a loopback address and needs gateway.web.password:";
    options.put("gateway.http", "0.0.0.0:8080");
    assertEquals(List.of("--http: 0.0.0.0" + rule + " see ./gateway hash-password"), faults(""));
    options.remove("gateway.http");
    assertTrue(faults("\"address\": \"gateway.lan\"").get(0).startsWith("gateway.web.address: "));
    environment.put("GATEWAY_WEB_PASSWORD", HASH);
    assertEquals(List.of(), faults("\"address\": \"0.0.0.0\""));
    assertTrue(
        read("\"address\": \"0.0.0.0\"").draft().warnings().toString().contains("plain text"));
  }

  @Test
  void passwordsAreHashesAndNeverShown() throws Exception {
    assertEquals(
        List.of("gateway.web.password: must be a hash as ./gateway hash-password prints it"),
        faults("\"password\": \"secret\""));
    Files.writeString(folder.resolve("hash"), HASH + "\n");
    ConfigurationReader.Result result = read("\"password-file\": \"hash\"");
    assertEquals(List.of(), result.draft().faults());
    assertEquals(HASH, result.properties().get("gateway.web").get("password"));
  }

  @Test
  void aKeystoreMakesHttpsOfIt() throws Exception {
    writeKeystore();
    String web = "\"keystore\": \"k.p12\", \"keystore-password\": \"secret\", \"port\": 8443";
    assertEquals(List.of(), faults(web));
    assertEquals(true, server(web, "org.apache.felix.https.enable"));
    assertEquals(false, server(web, "org.apache.felix.http.enable"));
    assertEquals(8443, server(web, "org.osgi.service.http.port.secure"));
    assertEquals(
        folder.resolve("k.p12").toString(), server(web, "org.apache.felix.https.keystore"));
    assertEquals(
        List.of(
            "gateway.web.keystore: must be a readable file, "
                + folder.resolve("absent")
                + " is none",
            "gateway.web.keystore-password: is missing"),
        faults("\"keystore\": \"absent\""));
  }

  private void writeKeystore() throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair"));
    command.addAll(List.of("-alias", "web", "-keyalg", "EC", "-dname", "CN=localhost"));
    command.addAll(List.of("-keystore", folder.resolve("k.p12").toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", "secret"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
  }

  @Test
  void aKeystoreThatCannotServeIsAFault() throws Exception {
    writeKeystore();
    assertTrue(
        faults("\"keystore\": \"k.p12\", \"keystore-password\": \"wrong\"")
            .toString()
            .contains("must be a PKCS#12 file that keystore-password opens"));
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (OutputStream out = Files.newOutputStream(folder.resolve("empty.p12"))) {
      empty.store(out, "x".toCharArray());
    }
    assertEquals(
        List.of(
            "gateway.web.keystore: "
                + folder.resolve("empty.p12")
                + " holds no private key with its certificate"),
        faults("\"keystore\": \"empty.p12\", \"keystore-password\": \"x\""));
  }

  @Test
  void withoutWebNothingOfItMatters() throws Exception {
    options.put("gateway.no-http", "true");
    ConfigurationReader.Result result = read("\"address\": \"0.0.0.0\", \"password\": \"secret\"");
    assertEquals(List.of(), result.draft().faults());
    assertFalse(result.properties().containsKey("org.apache.felix.http"));
  }
}
