package gateway.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The web listener with TLS, its key store made from PEM files as the documentation says, and a
 * client that trusts nothing but the certificate and verifies the name in it.
 */
public class WebTlsIT {

  private static final String PASSWORD = "correct horse";
  private static final int MAX_UPLOAD = 20_000;

  private static final String CONFIGURATION =
      """
      {
        "gateway.external": {"company": "demo", "vehicle": "car1"},
        "gateway.external.endpoint~cloud": {"host": "127.0.0.1", "port": %d, "modules": ["*"]},
        "gateway.web": {
          "user": "operator",
          "password": "pbkdf2-sha256:1000:AAECAwQFBgcICQoLDA0ODw==:yRTMTwbMbo9G0VfjobWqerzuuxe7BETNTErBbKKumGQ=",
          "keystore": "%s", "keystore-password-file": "%s",
          "upload-max-bytes": %d
        }
      }
      """;

  private static final String FLEET = "/system/console/fleet";

  private static GatewayProcess gateway;

  @BeforeClass
  public static void start() throws Exception {
    Path folder = Target.newHome();
    openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out chain.pem -days 2 -subj /CN=gateway"
            + " -addext subjectAltName=IP:127.0.0.1");
    Path password = Files.writeString(folder.resolve("password"), "of the key store\n");
    openssl(
        folder, "pkcs12 -export -inkey key.pem -in chain.pem -out web.p12 -passout file:password");
    gateway =
        new GatewayProcess(
            CONFIGURATION.formatted(
                GatewayProcess.freePort(), folder.resolve("web.p12"), password, MAX_UPLOAD),
            "https",
            HttpClient.newBuilder().sslContext(trusting(folder.resolve("chain.pem"))).build());
  }

  private static void openssl(Path folder, String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(said, 0, process.waitFor());
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @AfterClass
  public static void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  private static HttpRequest.Builder as(String user, String password, String path) {
    byte[] login = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
    return gateway
        .request(path)
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
  }

  private static HttpRequest.Builder loggedIn(String path) {
    return as("operator", PASSWORD, path);
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return gateway.send(request.build()).statusCode();
  }

  private static HttpRequest.Builder post(HttpRequest.Builder request) {
    return request.POST(BodyPublishers.noBody());
  }

  @Test
  public void whoKnowsThePasswordComesInAndNobodyElse() throws Exception {
    HttpResponse<String> asked = gateway.send(gateway.request(FLEET).build());
    assertEquals(401, asked.statusCode());
    assertTrue(asked.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic "));
    assertEquals(401, status(as("operator", "correct hors", FLEET)));
    assertEquals(401, status(as("admin", PASSWORD, FLEET)));
    assertEquals(200, status(loggedIn(FLEET)));
    assertTrue(gateway.send(loggedIn(FLEET + "/state.json").build()).body().startsWith("{"));
    assertFalse("none is made where one is configured", Files.exists(gateway.firstPassword()));
  }

  @Test
  public void thePortSpeaksNothingButTls() {
    HttpRequest plain = HttpRequest.newBuilder(URI.create("http://" + gateway.web() + '/')).build();
    assertThrows(IOException.class, () -> gateway.send(plain));
  }

  @Test
  public void aChangeNeedsTheLoginAndComesFromThePageItself() throws Exception {
    String reconnect = FLEET + "/reconnect?of=cloud";
    String here = "https://" + gateway.web();
    assertEquals(401, status(post(gateway.request(reconnect).header("Origin", here))));
    for (String origin : List.of("https://evil.example", "http://" + gateway.web(), "null")) {
      assertEquals(origin, 403, status(post(loggedIn(reconnect).header("Origin", origin))));
    }
    assertEquals(403, status(post(loggedIn(reconnect).header("Sec-Fetch-Site", "cross-site"))));
    assertEquals(202, status(post(loggedIn(reconnect).header("Origin", here))));
    String line = "Web: operator from 127.0.0.1: POST " + reconnect + " (202)";
    Await.until("the change is logged", () -> gateway.log().contains(line), gateway::log);
  }

  @Test
  public void everyAnswerTellsTheBrowserToBeCareful() throws Exception {
    List<HttpResponse<String>> answers =
        List.of(
            gateway.send(gateway.request(FLEET).build()),
            gateway.send(loggedIn(FLEET).build()),
            gateway.send(loggedIn("/system/console/bundles").build()),
            gateway.send(post(loggedIn(FLEET).header("Origin", "https://evil.example")).build()),
            gateway.send(gateway.request("/health").build()));
    for (HttpResponse<String> answer : answers) {
      String about = answer.uri() + " " + answer.statusCode() + " " + answer.headers();
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(about, policy.contains("frame-ancestors 'none'"));
      assertEquals(about, List.of("DENY"), answer.headers().allValues("X-Frame-Options"));
      assertEquals(about, List.of("same-origin"), answer.headers().allValues("Referrer-Policy"));
      assertEquals(about, List.of("nosniff"), answer.headers().allValues("X-Content-Type-Options"));
      // each request brings the login: there is no session that a cookie could give away
      for (String cookie : answer.headers().allValues("Set-Cookie")) {
        assertTrue(about, cookie.startsWith("felix-webconsole-locale="));
      }
    }
  }

  @Test
  public void anUploadHasALoginABoundAndALength() throws Exception {
    String deploy = FLEET + "/deploy?name=upload.jar";
    byte[] tooLarge = new byte[MAX_UPLOAD + 1];
    byte[] noJar = "this is no jar".getBytes(StandardCharsets.UTF_8);
    assertEquals(401, status(gateway.request(deploy).POST(BodyPublishers.ofByteArray(noJar))));
    assertEquals(413, status(loggedIn(deploy).POST(BodyPublishers.ofByteArray(tooLarge))));
    assertEquals(
        411,
        status(
            loggedIn(deploy)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(noJar)))));
    assertFalse("nothing is stored", Files.exists(gateway.deploy().resolve("upload.jar")));
    assertEquals(202, status(loggedIn(deploy).POST(BodyPublishers.ofByteArray(noJar))));
    Await.until(
        "the verdict is there",
        () ->
            gateway
                .send(loggedIn(FLEET + "/state.json").build())
                .body()
                .contains("it is not a complete jar"),
        gateway::log);
  }
}
